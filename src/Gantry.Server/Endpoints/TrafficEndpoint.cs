using Gantry.Resources;
using Gantry.Server.Edges;
using Gantry.Traffic;
using Gantry.Traffic.Effects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints;

/// <summary>What went through the edge since it started.</summary>
internal static class TrafficEndpoint
{
    public static void MapTraffic(this IEndpointRouteBuilder app, Platform platform) => app.MapGet("/v1/traffic", async (CancellationToken cancel) =>
    {
        try
        {
            var socket = EdgePlace.SocketOf(EdgePlace.Of(platform.Store.Current, platform.Paths));
            return Answers.Json(await HttpEdgeLink.StatsAsync(socket, cancel), GantryJson.Default.EdgeStats);
        }
        catch (EdgeUnavailableException)
        {
            return Answers.Problems([new Problem("edge", "edge.not-found", "The edge does not answer.", "It is started again by itself; `gantry platform status` shows when it is there.")]);
        }
    });
}
