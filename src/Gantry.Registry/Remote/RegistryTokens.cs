using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Gantry.Registry.Decisions;

namespace Gantry.Registry.Remote;

/// <summary>What is shown to registries that want to know who asks: tokens that anybody may have, for what anybody may read.</summary>
internal sealed class RegistryTokens(HttpClient http)
{
    private const int MostToken = 64 * 1024;
    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> _known = new(StringComparer.Ordinal);

    public AuthenticationHeaderValue? Known(RemoteName place) => _known.GetValueOrDefault(place.ToString());

    /// <summary>Asks where the registry says that tokens are given.</summary>
    /// <returns>Null: there is none for anybody.</returns>
    public async Task<AuthenticationHeaderValue?> ObtainAsync(RemoteName place, IEnumerable<AuthenticationHeaderValue> challenges, CancellationToken cancel)
    {
        _known.TryRemove(place.ToString(), out _);
        var bearer = challenges.FirstOrDefault(c => string.Equals(c.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase));
        if (bearer?.Parameter is not { } parameter) return null;
        var said = Challenge.Read(parameter);
        // No token goes over the net in the clear, unless all of it stays on this machine.
        if (!said.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)) return null;
        var scope = said.GetValueOrDefault("scope", $"repository:{place.Repository}:pull");
        var query = $"scope={Uri.EscapeDataString(scope)}{(said.TryGetValue("service", out var service) ? "&service=" + Uri.EscapeDataString(service) : "")}";
        using var answer = await http.GetAsync(new Uri($"{address}{(address.Query.Length > 0 ? '&' : '?')}{query}"), HttpCompletionOption.ResponseHeadersRead, cancel);
        if (!answer.IsSuccessStatusCode) return null;
        var token = Token(await RegistryExchange.ReadAsync(place, answer, MostToken, cancel));
        return token is null ? null : _known[place.ToString()] = new AuthenticationHeaderValue("Bearer", token);
    }

    private static string? Token(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            foreach (var name in (string[])["token", "access_token"])
            {
                if (json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } token && !token.Any(char.IsWhiteSpace)) return token;
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Said by the registry's own answer: it lets nobody in.
        }

        return null;
    }
}
