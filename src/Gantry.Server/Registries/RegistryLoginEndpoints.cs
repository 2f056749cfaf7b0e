using Gantry.Control;
using Gantry.Registry;
using Gantry.Registry.Logins;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Registries;
using Gantry.Server.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Registries;

/// <summary>
/// Who the platform is at registries. The resource says who and since when, and is what the audit chain tells of; the password is in the
/// sealed file alone.
/// </summary>
internal static class RegistryLoginEndpoints
{
    private const string Path = "/v1/registry-logins";
    private const int MostUsername = 255, MostPassword = 16 * 1024;

    public static void MapRegistryLogins(this IEndpointRouteBuilder app, Platform platform, HttpClient http)
    {
        app.MapGet(Path, () => Views(platform));
        app.MapPut(Path, (string host, RegistryLoginRequest request, CancellationToken cancel) => PutAsync(platform, http, host, request, cancel));
        app.MapDelete(Path, (string host, string requestedBy, CancellationToken cancel) => DeleteAsync(platform, host, requestedBy, cancel));
    }

    private static IResult Views(Platform platform)
    {
        var kept = platform.Logins.All();
        return Answers.Json<IReadOnlyList<RegistryLoginView>>([.. platform.Store.Current.List(Kinds.RegistryLogin).Select(r => (r.Key.Name, Spec: r.SpecAs<RegistryLoginSpec>()))
            .Select(r => new RegistryLoginView(r.Name, r.Spec.Username, r.Spec.Since, kept.ContainsKey(r.Name)))], GantryJson.Default.IReadOnlyListRegistryLoginView);
    }

    private static async Task<IResult> PutAsync(Platform platform, HttpClient http, string text, RegistryLoginRequest request, CancellationToken cancel)
    {
        if (RegistryHosts.Read(text) is not { } host) return Answers.Problems([NoHost(text)]);
        if (request.Username.Length is 0 or > MostUsername || request.Username.Any(static c => c == ':' || char.IsControl(c)))
            return Answers.Problems([new Problem(host, "registry.bad-username", "A name to sign in with has 1 to 255 characters, and no colon in it.", "Write the name of the account at that registry, after --username.")]);
        if (request.Password.Length is 0 or > MostPassword || request.Password.Any(char.IsControl))
            return Answers.Problems([new Problem(host, "registry.bad-password", "The password is empty, longer than 16 KiB, or has a line break or another control character in it.", "Give it as one line.")]);
        var login = new RegistryLogin(request.Username, request.Password);
        if (await RegistryModule.TryAsync(http, host, login, cancel) is { } refused) return Answers.Problems([refused]);
        // First what is told, then what is used: nothing signs in that nobody can see.
        var key = ResourceNames.RegistryLogin(host);
        while (true)
        {
            var known = platform.Store.Current.Get(key);
            var put = new PutSpec(key, new RegistryLoginSpec { Username = login.Username, Since = platform.Time.GetUtcNow() }, $"{request.RequestedBy} signed in as {login.Username}", known?.Version ?? 0);
            if ((await platform.Store.CommitAsync(new Transaction($"user:{request.RequestedBy}", put), cancel)).Committed) break;
        }

        platform.Logins.Keep(host, login);
        return Views(platform);
    }

    private static async Task<IResult> DeleteAsync(Platform platform, string text, string requestedBy, CancellationToken cancel)
    {
        if (RegistryHosts.Read(text) is not { } host) return Answers.Problems([NoHost(text)]);
        var key = ResourceNames.RegistryLogin(host);
        platform.Logins.Forget(host);
        while (platform.Store.Current.Get(key) is { } known)
        {
            var delete = new Delete(key, $"{requestedBy} signed out", known.Version);
            if ((await platform.Store.CommitAsync(new Transaction($"user:{requestedBy}", delete), cancel)).Committed) return Results.NoContent();
        }

        return Answers.Problems([new Problem(host, "registry-login.not-found", "The platform is not signed in there.", "See where it is: gantry registry logins")]);
    }

    private static Problem NoHost(string text) => new(text.Contains('@', StringComparison.Ordinal) ? "(with a user in it, not shown)" : text.Length == 0 ? "HOST" : text, "registry.bad-host", "It is no registry's host.",
        "Write what stands before the first slash of an image's name: registry.example.org, 127.0.0.1:5000, docker.io.");
}
