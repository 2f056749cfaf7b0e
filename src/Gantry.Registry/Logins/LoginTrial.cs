using System.Net;
using Gantry.Registry.Remote;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Registry.Logins;

/// <summary>Whether a registry takes somebody: asked of the path that all of them have (distribution-spec, "Determining Support").</summary>
internal static class LoginTrial
{
    /// <returns>Null: it does.</returns>
    public static async Task<Problem?> RunAsync(HttpClient http, string host, RegistryLogin login, CancellationToken cancel)
    {
        try
        {
            var place = RemoteName.OfHost(host);
            var tokens = new RegistryTokens(http, new GivenLogins(new Dictionary<string, RegistryLogin> { [host] = login }));
            using var answer = await new RegistryExchange(http, tokens).SendAsync(place, () => new HttpRequestMessage(HttpMethod.Get, new Uri(place.Root, "v2/")), cancel);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) return RegistryExchange.NotTaken(host, login, answer.StatusCode);
            if (!answer.IsSuccessStatusCode)
                return new Problem(host, "registry.not-one", $"What answers at {place.Root} is no registry that can be signed in at: it says {(int)answer.StatusCode}.", "See that the host and port are right: they are those that stand before the first slash of an image's name.");
            // One that lets everybody in has not looked at the password.
            return tokens.Known(place) is null ? new Problem(host, "registry.open", $"{host} lets everybody in without asking who it is: nothing was kept.", "Use its images as they are; there is nothing to sign in for.") : null;
        }
        catch (RegistryException failed)
        {
            return failed.Problem;
        }
    }
}
