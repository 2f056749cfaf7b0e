using System.Net;
using System.Net.Http.Headers;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Registry.Remote;

/// <summary>Sends requests, shows who asks where a registry wants to know, and turns every way of failing into one.</summary>
internal sealed class RegistryExchange(HttpClient http, RegistryTokens tokens)
{
    /// <param name="request">Made anew for each try.</param>
    public async Task<HttpResponseMessage> SendAsync(RemoteName place, Func<HttpRequestMessage> request, CancellationToken cancel)
    {
        try
        {
            var answer = await TryAsync(place, request, tokens.Known(place), cancel);
            if (answer.StatusCode != HttpStatusCode.Unauthorized) return answer;
            using (answer)
            {
                var shown = await tokens.ObtainAsync(place, answer.Headers.WwwAuthenticate, cancel);
                if (shown is null) throw Denied(place, answer.StatusCode);
                return await TryAsync(place, request, shown, cancel);
            }
        }
        catch (Exception away) when (away is HttpRequestException or IOException || (away is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new RegistryException(new Problem(place.ToString(), "registry.away", $"The registry {place.Host} does not answer: {away.GetBaseException().Message}", "See that it runs and that its address is right, then try again."), away);
        }
    }

    /// <exception cref="RegistryException">It is no success.</exception>
    public async Task RequireAsync(RemoteName place, HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.IsSuccessStatusCode) return;
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) throw Denied(place, answer.StatusCode);
        var why = RegistryErrors.Read(await ReadAsync(place, answer, 64 * 1024, cancel));
        // What it says is shown and logged; it may say what it was told.
        if (tokens.Login(place) is { Password.Length: > 0 } login) why = why.Replace(login.Password, "•••", StringComparison.Ordinal);
        throw place.Refuses($"The registry answered {(int)answer.StatusCode}{(why.Length > 0 ? ": " + why : ".")}");
    }

    /// <summary>However long the answer says it is, no more is taken in.</summary>
    public static async Task<byte[]> ReadAsync(RemoteName place, HttpResponseMessage answer, int most, CancellationToken cancel)
    {
        try
        {
            using var content = new MemoryStream();
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            var buffer = new byte[16 * 1024];
            while (await body.ReadAsync(buffer, cancel) is > 0 and var read)
            {
                if (content.Length + read > most) throw place.Refuses($"What the registry gives has more than {most} bytes.", "Remove what does not belong there from the registry.");
                content.Write(buffer, 0, read);
            }

            return content.ToArray();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new RegistryException(new Problem(place.ToString(), "registry.away", $"The registry {place.Host} broke off: {broken.Message}", "Try again."), broken);
        }
    }

    private async Task<HttpResponseMessage> TryAsync(RemoteName place, Func<HttpRequestMessage> request, AuthenticationHeaderValue? shown, CancellationToken cancel)
    {
        using var message = request();
        // What is for one host is shown to no other, wherever it may point.
        if (shown is not null && message.RequestUri!.Authority == place.Root.Authority) message.Headers.Authorization = shown;
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    private RegistryException Denied(RemoteName place, HttpStatusCode status) => new(tokens.Login(place) is { } login ? NotTaken(place.ToString(), login, status) : new Problem(place.ToString(), "registry.denied",
        $"The registry {place.Host} lets nobody in who does not say who they are ({(int)status}), or there is no such repository.", $"See that the name is right; for a private one sign in: gantry registry login {place.Account} --username NAME"));

    /// <param name="place">Where: a registry or a repository of it.</param>
    public static Problem NotTaken(string place, RegistryLogin login, HttpStatusCode status) => new(place, "registry.login-refused",
        $"The registry does not let {login.Username} in ({(int)status}): the password is not the one that it knows, or {login.Username} may not do this there.",
        "See that the name is right and what it may do there, and sign in again. Many registries want a token of their own in the place of the password.");
}
