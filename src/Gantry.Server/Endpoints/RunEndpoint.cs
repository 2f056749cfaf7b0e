using Gantry.Control;
using Gantry.Resources.Platforms;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Rollouts;
using Gantry.Rollouts.Decisions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints;

/// <summary>One-off containers of a live service.</summary>
internal static class RunEndpoint
{
    public static void MapRuns(this IEndpointRouteBuilder app, IResourceStore store, PlatformIdentity platform, TimeProvider time)
    {
        app.MapPost("/v1/runs", async (RunRequest request, CancellationToken cancel) =>
        {
            while (true)
            {
                var before = store.Current.Revision;
                var at = new Request(store.Current, platform, request.Environment, request.App, request.RequestedBy, time.GetUtcNow());
                var (transaction, replica, problem) = RunRequests.Decide(at, request.Service, request.Command);
                if (problem is not null) return Answers.Problems([problem]);
                if ((await store.CommitAsync(transaction!, cancel)).Committed)
                    return Answers.Json(new RunAnswer(replica!, before), GantryJson.Default.RunAnswer);
            }
        });
        app.MapDelete("/v1/runs", async (string environment, string replica, string requestedBy, CancellationToken cancel) =>
        {
            while (true)
            {
                var (transaction, problem) = RunRequests.Stop(store.Current, environment, replica, requestedBy);
                if (problem is not null) return Answers.Problems([problem]);
                if (transaction is null || (await store.CommitAsync(transaction, cancel)).Committed) return Results.NoContent();
            }
        });
    }
}
