using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Server.Edges;
using Gantry.Server.Evidence;
using Gantry.Traffic;
using Gantry.Traffic.Effects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints.Images;

/// <summary>What is known to be wrong with what runs.</summary>
internal static class VulnerabilitiesEndpoint
{
    public static void MapVulnerabilities(this IEndpointRouteBuilder app, Platform platform, ImageEvidence evidence) => app.MapGet("/v1/vulnerabilities", async (CancellationToken cancel) =>
    {
        var traffic = await TrafficAsync(platform, cancel);
        return Answers.Json(ExposureReport.Of(platform.Store.Current, evidence, traffic, platform.Time.GetUtcNow()), GantryJson.Default.VulnerabilityReport);
    });

    /// <summary>What is wrong matters more than how much of it is asked for.</summary>
    private static async Task<EdgeStats?> TrafficAsync(Platform platform, CancellationToken cancel)
    {
        try
        {
            return await HttpEdgeLink.StatsAsync(EdgePlace.SocketOf(EdgePlace.Of(platform.Store.Current, platform.Paths)), cancel);
        }
        catch (EdgeUnavailableException)
        {
            return null;
        }
    }
}
