using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Registries;
using Gantry.Server.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Registries;

/// <summary>Which registries the platform's own gives out below a name.</summary>
internal static class UpstreamEndpoints
{
    private const int LongestName = 63;

    public static void MapUpstreams(this IEndpointRouteBuilder app, Platform platform, RegistryHost host)
    {
        app.MapGet("/v1/registry-upstreams", () => Answers.Json<IReadOnlyList<RegistryUpstreamView>>(
            [.. platform.Store.Current.List(Kinds.RegistryUpstream).Select(r => new RegistryUpstreamView(r.Key.Name, r.SpecAs<RegistryUpstreamSpec>().Source))], GantryJson.Default.IReadOnlyListRegistryUpstreamView));
        app.MapPut("/v1/registry-upstreams/{name}", (string name, RegistryUpstreamRequest request, CancellationToken cancel) => PutAsync(platform, host, name, request, cancel));
        app.MapDelete("/v1/registry-upstreams/{name}", (string name, string requestedBy, CancellationToken cancel) => DeleteAsync(platform, host, name, requestedBy, cancel));
    }

    private static async Task<IResult> PutAsync(Platform platform, RegistryHost host, string name, RegistryUpstreamRequest request, CancellationToken cancel)
    {
        if (name.Length is 0 or > LongestName || !Gantry.Registry.Decisions.Names.IsRepository(name) || name.Contains('/', StringComparison.Ordinal))
            return Answers.Problems([new Problem(name, "upstream.bad-name", "An upstream's name is made of lower-case letters, digits and single separators (. _ -), and has at most 63 of them.", "Name it after the registry: hub, quay.")]);
        if (Source(request.Url) is not { } source)
            return Answers.Problems([new Problem(name, "upstream.bad-url", "It is no address of a registry.", "Write its host, perhaps with a path, as it stands in names of images: docker.io, https://registry.example.org, 127.0.0.1:5000/team. Without a user: sign in with gantry registry login HOST.")]);
        if (host.Registry is not { } registry)
            return Answers.Problems([new Problem(name, "upstream.no-registry", $"This platform has no registry of its own at the moment: {host.Status.Text}.", "Pull from the other registry itself; sign in there with gantry registry login HOST.")]);
        if (source == platform.Registry.Address || source.StartsWith(platform.Registry.Address + "/", StringComparison.Ordinal))
            return Answers.Problems([new Problem(name, "upstream.itself", "That is the platform's own registry.", "Name another.")]);
        var key = ResourceNames.RegistryUpstream(name);
        var known = platform.Store.Current.Get(key);
        if (known?.SpecAs<RegistryUpstreamSpec>().Source is { } before && before != source)
            return Answers.Problems([new Problem(name, "upstream.name-taken", $"This name is for {before}.", $"Choose another name, or take that away first: gantry registry upstream remove {name}")]);
        if (known is null)
        {
            if (registry.Has(name) || platform.Store.Current.List(Kinds.App).Any(a => a.Key.Name == name))
                return Answers.Problems([new Problem(name, "upstream.name-in-use", $"Images are kept below {name}/ in the platform's registry, or an app of this name keeps its own there.", "Choose a name that nothing in `gantry registry ls` begins with.")]);
            var put = new PutSpec(key, new RegistryUpstreamSpec { Source = source }, $"{request.RequestedBy} has {name}/ come from {source}", ExpectedVersion: 0);
            var done = await platform.Store.CommitAsync(new Transaction($"user:{request.RequestedBy}", put), cancel);
            if (!done.Committed) return await PutAsync(platform, host, name, request, cancel);
        }

        return Answers.Json(new RegistryUpstreamView(name, source), GantryJson.Default.RegistryUpstreamView);
    }

    private static async Task<IResult> DeleteAsync(Platform platform, RegistryHost host, string name, string requestedBy, CancellationToken cancel)
    {
        var key = ResourceNames.RegistryUpstream(name);
        while (platform.Store.Current.Get(key) is { } known)
        {
            var delete = new Delete(key, $"{requestedBy} has {name}/ come from nowhere any more", known.Version);
            if (!(await platform.Store.CommitAsync(new Transaction($"user:{requestedBy}", delete), cancel)).Committed) continue;
            if (host.Registry is { } registry) await registry.UntagAsync(name);
            return Results.NoContent();
        }

        return Answers.Problems([new Problem(name, "upstream.not-found", "There is no upstream of this name.", "See which there are: gantry registry upstream list")]);
    }

    /// <summary>Host and path, without a scheme: as names of images have it.</summary>
    private static string? Source(string text)
    {
        var rest = text.Trim();
        var slashes = rest.IndexOf("://", StringComparison.Ordinal);
        if (slashes >= 0) rest = rest[..slashes].ToLowerInvariant() is "https" or "http" ? rest[(slashes + 3)..] : "";
        rest = rest.TrimEnd('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var path = slash < 0 ? "" : rest[slash..];
        if (path is "/v1" or "/v2") path = "";
        if (RegistryHosts.Read(slash < 0 ? rest : rest[..slash]) is not { } host) return null;
        return path.Length == 0 || Gantry.Registry.Decisions.Names.IsRepository(path.AsSpan(1)) ? host + path : null;
    }
}
