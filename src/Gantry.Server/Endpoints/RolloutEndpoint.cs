using System.Text.Json;
using Gantry.Control;
using Gantry.Resources.Platforms;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts;
using Gantry.Rollouts.Decisions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints;

/// <summary>Starting rollouts: up, rollback, down.</summary>
internal static class RolloutEndpoint
{
    /// <summary>How often a request is judged again when the world changed under it.</summary>
    private const int Attempts = 20;

    public static void MapRollouts(this IEndpointRouteBuilder app, IResourceStore store, PlatformIdentity platform, Urls urls, TimeProvider time) =>
        app.MapPost("/v1/rollouts", async (RolloutRequest request, CancellationToken cancel) =>
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var accepted = Judge(new Request(store.Current, platform, request.Environment, request.App, request.RequestedBy, time.GetUtcNow()), request);
                if (accepted.Problems.Count > 0) return Answers.Problems(accepted.Problems);
                // A plan that does nothing can surprise nobody.
                if (request.PlanHash is { } expected && expected != accepted.PlanHash && !accepted.Plan!.IsEmpty)
                {
                    return Answers.Problems([new Problem(request.App, "plan.changed",
                        "Something changed since the plan was shown, so that it would do something else now.", "Run the command again and look at the new plan.")]);
                }
                var starts = accepted.Transaction is not null && !request.DryRun;
                if (starts && !(await store.CommitAsync(accepted.Transaction!, cancel)).Committed) continue;
                return Answers.Json(Answer(accepted, starts, request, store, urls), GantryJson.Default.RolloutAnswer);
            }
            return Answers.Problems([new Problem(request.App, "store.conflict", "The app changed faster than the request could be judged.", "Run the command again.")]);
        });

    private static Accepted Judge(Request at, RolloutRequest request) => request.Reason switch
    {
        RolloutReason.Up when request.Release is { } release => Up(at, release),
        RolloutReason.Up => Accepted.Refused(new Problem("release", "request.no-release", "An up request needs the release of a plan.", "Ask for a plan with POST /v1/plans first.")),
        RolloutReason.Rollback => RolloutRequests.Rollback(at, request.To),
        _ => RolloutRequests.Down(at, request.RemoveVolumes),
    };

    private static Accepted Up(Request at, JsonElement release)
    {
        try
        {
            return RolloutRequests.Up(at, release.Deserialize(GantryJson.Default.ReleaseSpec)!);
        }
        catch (JsonException wrong)
        {
            return Accepted.Refused(new Problem($"release {wrong.Path}", "request.bad-release", "The release cannot be read.",
                "Hand back the release of a plan (POST /v1/plans) as it came."));
        }
    }

    private static RolloutAnswer Answer(Accepted accepted, bool started, RolloutRequest request, IResourceStore store, Urls urls) => new()
    {
        Rollout = started || accepted.Joins ? accepted.Rollout : null,
        Release = request.Reason == RolloutReason.Down ? null : accepted.Release?.Number,
        Live = accepted.Live,
        Plan = accepted.Plan!,
        PlanHash = accepted.PlanHash,
        Revision = Before(store.Current, accepted, started, request),
        Urls = accepted.Release is { } release && request.Reason != RolloutReason.Down ? urls.Of(release) : [],
        Aborts = accepted.Aborts,
    };

    /// <summary>From just before, so that nothing of the rollout is missed; the follower passes over what it knows.</summary>
    private static long Before(World world, Accepted accepted, bool started, RolloutRequest request)
    {
        var behind = started ? accepted.Transaction!.Changes.Count : 0;
        // The newest change of a rollout that is at work says all that has come of it.
        if (accepted.Joins && world.Get(ResourceNames.Rollout(request.Environment, request.App, accepted.Rollout)) is { } rollout) return rollout.Version - 1;
        return Math.Max(0, world.Revision - behind);
    }
}
