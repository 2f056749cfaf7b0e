using System.Text.Json;
using Gantry.Control;
using Gantry.Resources.Platforms;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts;
using Gantry.Rollouts.Decisions;
using Gantry.Server.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints;

/// <summary>Starting rollouts: up, rollback, down.</summary>
internal static class RolloutEndpoint
{
    public static void MapRollouts(this IEndpointRouteBuilder app, IResourceStore store, PlatformIdentity platform, Admissions admissions, Urls urls, TimeProvider time) =>
        app.MapPost("/v1/rollouts", async (RolloutRequest request, CancellationToken cancel) =>
        {
            var start = await RolloutStart.JudgeAsync(store, () =>
            {
                var (world, now) = (store.Current, time.GetUtcNow());
                var accepted = Judge(new Request(world, platform, request.Environment, request.App, request.RequestedBy, now) { Judge = admissions.Judge(world, now) }, request);
                // A plan that does nothing can surprise nobody.
                return accepted.Plan is { IsEmpty: false } && request.PlanHash is { } expected && expected != accepted.PlanHash
                    ? Accepted.Refused(new Problem(request.App, "plan.changed",
                        "Something changed since the plan was shown, so that it would do something else now.", "Run the command again and look at the new plan."))
                    : accepted;
            }, request.App, request.Environment, starts: !request.DryRun, cancel);
            return start.Accepted.Problems.Count > 0 ? Answers.Problems(start.Accepted.Problems)
                : Answers.Json(Answer(start, request, urls), GantryJson.Default.RolloutAnswer);
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

    private static RolloutAnswer Answer(RolloutStart start, RolloutRequest request, Urls urls) => new()
    {
        Rollout = start.Rollout,
        Release = request.Reason == RolloutReason.Down ? null : start.Accepted.Release?.Number,
        Live = start.Accepted.Live,
        Plan = start.Accepted.Plan!,
        PlanHash = start.Accepted.PlanHash,
        Revision = start.Revision,
        Urls = start.Accepted.Release is { } release && request.Reason != RolloutReason.Down ? urls.Of(release) : [],
        Aborts = start.Accepted.Aborts,
    };
}
