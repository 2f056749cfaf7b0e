using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gantry.Registry.Decisions;
using Gantry.Resources.Registries;

namespace Gantry.Registry.Remote;

/// <summary>
/// What is shown to registries that want to know who asks: who the platform is there, or a token that the registry's own authority gives for
/// that, or else one that anybody may have for what anybody may read.
/// </summary>
internal sealed class RegistryTokens(HttpClient http, IRegistryLogins logins)
{
    private const int MostToken = 64 * 1024;
    private readonly ConcurrentDictionary<string, (RegistryLogin? For, AuthenticationHeaderValue Shown)> _known = new(StringComparer.Ordinal);

    public RegistryLogin? Login(RemoteName place) => logins.For(place.Account);

    /// <returns>Null: nothing, or what was for somebody else.</returns>
    public AuthenticationHeaderValue? Known(RemoteName place) => _known.TryGetValue(place.ToString(), out var known) && known.For == Login(place) ? known.Shown : null;

    /// <summary>What the registry says that it wants.</summary>
    /// <returns>Null: it wants somebody, and there is none.</returns>
    public async Task<AuthenticationHeaderValue?> ObtainAsync(RemoteName place, IEnumerable<AuthenticationHeaderValue> challenges, CancellationToken cancel)
    {
        _known.TryRemove(place.ToString(), out _);
        var (login, all) = (Login(place), challenges.ToList());
        var shown = Of(all, "Bearer") is { } bearer ? await TokenAsync(place, login, bearer.Parameter, cancel)
            : login is not null && Of(all, "Basic") is not null ? Basic(login) : null;
        if (shown is not null) _known[place.ToString()] = (login, shown);
        return shown;
    }

    private async Task<AuthenticationHeaderValue?> TokenAsync(RemoteName place, RegistryLogin? login, string? parameter, CancellationToken cancel)
    {
        if (parameter is null) return null;
        var said = Challenge.Read(parameter);
        // No token goes over the net in the clear, unless all of it stays on this machine.
        if (!said.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)) return null;
        var query = new List<string>();
        if (said.GetValueOrDefault("scope", place.Repository.Length > 0 ? $"repository:{place.Repository}:pull" : "") is { Length: > 0 } scope) query.Add($"scope={Uri.EscapeDataString(scope)}");
        if (said.TryGetValue("service", out var service)) query.Add($"service={Uri.EscapeDataString(service)}");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{address}{(address.Query.Length > 0 ? '&' : '?')}{string.Join('&', query)}"));
        if (login is not null) request.Headers.Authorization = Basic(login);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (!answer.IsSuccessStatusCode) return null;
        return Token(await RegistryExchange.ReadAsync(place, answer, MostToken, cancel)) is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
    }

    private static AuthenticationHeaderValue? Of(IEnumerable<AuthenticationHeaderValue> challenges, string scheme) =>
        challenges.FirstOrDefault(c => string.Equals(c.Scheme, scheme, StringComparison.OrdinalIgnoreCase));

    private static AuthenticationHeaderValue Basic(RegistryLogin login) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.Username}:{login.Password}")));

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
