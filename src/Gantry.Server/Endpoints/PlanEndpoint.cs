using System.Text.Json;
using System.Threading.Channels;
using Gantry.Control;
using Gantry.Engine;
using Gantry.Engine.Images;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;
using Gantry.Resources.Policies;
using Gantry.Resources.Registries;
using Gantry.Resources.Releases;
using Gantry.Rollouts.Decisions;
using Gantry.Server.Edges;
using Gantry.Server.Evidence;
using Gantry.Server.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints;

/// <summary>Builds and pins the images of an app, and answers with the release and the plan that would bring it.</summary>
internal static class PlanEndpoint
{
    public static void MapPlans(this IEndpointRouteBuilder app, Platform platform, PlannedImages images, Admissions admissions, Urls urls) =>
        app.MapPost("/v1/plans/{version?}", async (HttpContext context, string? version, string? http, string? https, PlanRequest request) =>
        {
            if (Differs(platform, version, http, https) is { } differs)
            {
                await Answers.Problems([differs]).ExecuteAsync(context);
                return;
            }

            Answers.Stream(context.Response);
            var lines = Channel.CreateUnbounded<PlanLine>();
            var work = Task.Run(async () =>
            {
                try
                {
                    await lines.Writer.WriteAsync(await PlanAsync(platform, images, admissions, urls, request, p => lines.Writer.TryWrite(new PlanLine { Progress = p }), context.RequestAborted));
                }
                // The answer has begun: a line of it is all that is left to say it with.
                catch (Exception e) when (Failures.Of(e, platform.Store.Leadership) is { } problem)
                {
                    lines.Writer.TryWrite(new PlanLine { Problems = [problem] });
                }
                finally
                {
                    lines.Writer.TryComplete();
                }
            });
            await foreach (var line in lines.Reader.ReadAllAsync(context.RequestAborted))
                await Answers.LineAsync(context.Response, line, GantryJson.Default.PlanLine, context.RequestAborted);
            await work;
        });

    /// <param name="version">The build that the caller takes this platform for; null for any.</param>
    /// <param name="http">Where it is thought to take traffic; null for anywhere.</param>
    /// <param name="https">The same for HTTPS.</param>
    private static Problem? Differs(Platform platform, string? version, string? http, string? https) =>
        (version ?? BuildIdentity.Version) == BuildIdentity.Version && (http ?? platform.Http) == platform.Http && (https ?? platform.Https) == platform.Https ? null
            : new Problem("gantryd", "platform.differs", $"This is {BuildIdentity.Version} on {platform.Http} and {platform.Https}.",
                "Ask for its state, restart it where it is of another build, and plan again.");

    private static async Task<PlanLine> PlanAsync(
        Platform platform, PlannedImages images, Admissions admissions, Urls urls, PlanRequest request, Action<PlanProgress> progress, CancellationToken cancel)
    {
        var definition = request.Definition;
        var absent = await NetworkCheck.AbsentAsync(platform.Engine, definition, cancel);
        if (absent.Count > 0) return new PlanLine { Problems = absent };
        var (resolved, problems) = await ImagesAsync(images.Resolver, Logins(platform, request), request, progress, cancel);
        if (problems.Count > 0) return new PlanLine { Problems = problems };
        await images.Evidence.EnsureAsync(WantedImage.Of(definition, resolved), request.RequestedBy, progress, cancel);
        var facts = resolved.ToDictionary(r => r.Key, r => Facts(r.Value, images.Evidence), StringComparer.Ordinal);
        var now = platform.Time.GetUtcNow();
        var (draft, refused) = ReleaseFactory.Make(definition, facts, 0, request.RequestedBy, now);
        if (draft is null) return new PlanLine { Problems = refused };
        if (request.Policy is { } policy)
        {
            var verdict = admissions.Verdict(platform.Store.Current, draft, policy, now);
            return new PlanLine { Verdict = new ReleaseVerdict(definition.Name, definition.Environment, null, policy.Name, PolicyRevision.Of(policy), verdict) };
        }

        var start = await RolloutStart.JudgeAsync(platform.Store, () =>
        {
            var world = platform.Store.Current;
            var judged = RolloutRequests.Up(new Request(world, platform.Identity, definition.Environment, definition.Name, request.RequestedBy, now) { Judge = admissions.Judge(world, now) }, draft);
            return judged is { Problems.Count: 0, Joins: false } && AtTheEdge(platform, judged.Release!, now) is { Count: > 0 } wrong ? Accepted.Refused(wrong) : judged;
        }, definition.Name, definition.Environment, request.Start, cancel);
        var accepted = start.Accepted;
        if (accepted.Problems.Count > 0) return new PlanLine { Problems = accepted.Problems };
        return new PlanLine
        {
            Plan = new PlanAnswer
            {
                Release = JsonSerializer.SerializeToElement(accepted.Release!, GantryJson.Default.ReleaseSpec),
                Number = accepted.Release!.Number,
                Plan = accepted.Plan!,
                PlanHash = accepted.PlanHash,
                Live = accepted.Live,
                Rollout = start.Rollout,
                Joins = accepted.Joins,
                Revision = start.Revision,
                LiveSince = platform.Store.Current.Get<AppSpec, AppStatus>(ResourceNames.App(definition.Environment, definition.Name))?.Status?.LiveSince,
                Urls = urls.Of(accepted.Release!),
            },
        };
    }

    /// <summary>What the edge would stumble over.</summary>
    private static IReadOnlyList<Problem> AtTheEdge(Platform platform, ReleaseSpec release, DateTimeOffset now)
    {
        var world = platform.Store.Current;
        return [.. PortCheck.Taken(world, release), .. TlsCheck.Of(world, release, platform, EdgePlace.Of(world, platform.Paths).Certificates, now)];
    }

    /// <summary>What the platform was told counts before what the caller happens to be.</summary>
    private static IRegistryLogins Logins(Platform platform, PlanRequest request) => request.Logins is { Count: > 0 } given ? new FirstLogins(platform.Logins, new GivenLogins(given)) : platform.Logins;

    private static ImageFacts Facts(ResolvedImage image, ImageEvidence evidence) => new()
    {
        Id = image.Id,
        Name = image.Name,
        Digest = image.FromBuild ? evidence.DigestOf(image.Id) : image.Digest,
        Ports = image.Ports,
        User = image.User,
        Volumes = image.Volumes,
    };

    /// <summary>One after the other: services often share an image, and then only the first has to build it.</summary>
    private static async Task<(Dictionary<string, ResolvedImage> Resolved, List<Problem> Problems)> ImagesAsync(
        ImageResolver images, IRegistryLogins logins, PlanRequest request, Action<PlanProgress> progress, CancellationToken cancel)
    {
        var resolved = new Dictionary<string, ResolvedImage>(StringComparer.Ordinal);
        var problems = new List<Problem>();
        foreach (var service in request.Definition.Services)
        {
            var outcome = await images.ResolveAsync(service, request.Definition, request.Refresh, progress, cancel, logins);
            if (outcome.Problem is { } problem)
            {
                problems.Add(problem);
                // The next would most likely fail for the same reason, and take as long for it.
                if (service.Build is not null) break;
            }
            else resolved[service.Name] = outcome.Require();
        }
        return (resolved, problems);
    }
}

/// <summary>Who gets images, and who knows what is in them.</summary>
internal sealed record PlannedImages(ImageResolver Resolver, ImageEvidence Evidence);
