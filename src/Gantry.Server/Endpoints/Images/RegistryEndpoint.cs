using Gantry.Registry;
using Gantry.Resources;
using Gantry.Server.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints.Images;

/// <summary>The registry as the platform's people look after it. What clients of images say to it has an address of its own.</summary>
internal static class RegistryEndpoint
{
    public static void MapRegistryCare(this IEndpointRouteBuilder app, RegistryHost host)
    {
        app.MapGet("/v1/registry/repositories", () => host.Registry is { } registry
            ? Answers.Json(registry.Repositories(), GantryJson.Default.IReadOnlyListRepositorySummary) : Answers.Problems([None(host)]));
        app.MapPost("/v1/registry/collections", (HttpContext http, bool? dryRun, long? grace) => CollectAsync(http, host, dryRun ?? false, grace));
    }

    private static async Task CollectAsync(HttpContext http, RegistryHost host, bool dryRun, long? seconds)
    {
        if (host.Registry is not { } registry)
        {
            await Answers.Problems([None(host)]).ExecuteAsync(http);
            return;
        }

        var grace = TimeSpan.FromSeconds(Math.Clamp(seconds ?? (long)RegistryModule.Grace.TotalSeconds, 0, 1L << 31));
        Answers.Stream(http.Response);
        if (dryRun)
        {
            foreach (var line in registry.Collector.Explain(grace)) await Answers.LineAsync(http.Response, line, GantryJson.Default.CollectionLine, http.RequestAborted, flush: false);
            return;
        }

        await foreach (var line in registry.Collector.CollectAsync(grace, http.RequestAborted))
            await Answers.LineAsync(http.Response, line, GantryJson.Default.CollectionLine, http.RequestAborted, flush: false);
    }

    private static Problem None(RegistryHost host) => new("registry", "registry.not-found", $"This platform has no registry of its own at the moment: {host.Status.Text}.", host.Status.Help is { Length: > 0 } help ? help : "Look after the other with its own means.");
}
