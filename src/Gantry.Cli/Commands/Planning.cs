using Gantry.Apps;
using Gantry.Cli.Apps;
using Gantry.Cli.Commands.Registries;
using Gantry.Cli.Reports;
using Gantry.Cli.Starting;
using Gantry.Cli.Views;
using Gantry.Client;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;
using Gantry.Resources.Policies;

namespace Gantry.Cli.Commands;

/// <summary>From compose files to a plan: the way that <c>up</c> and <c>plan</c> share.</summary>
internal sealed class Planning(Session session, IReport report, Approval approval)
{
    /// <summary>How often a platform that goes away while it plans is asked.</summary>
    private const int Attempts = 3;

    private readonly PlatformStart _start = new(session, report, approval);
    private readonly DockerConfig _docker = DockerConfig.Of(session);
    private ComposeFacts? _facts;

    /// <summary>Makes ready what the first request needs: on another core it is done when the files have been read.</summary>
    public static void Prepare()
    {
        _ = BuildIdentity.Version;
        GantryClient.Prepare();
    }

    public AppDefinition Read(AppSelection selection, CancellationToken cancel)
    {
        var compose = ComposeFile.Load(session, selection);
        _facts = compose.Facts;
        if (compose.Definition is null) throw new GiveUpException(compose.Problems);
        if (compose.Problems.Count > 0) report.Problems(compose.Problems);
        return compose.Definition;
    }

    /// <param name="start">Agreed to beforehand: what is planned begins at once.</param>
    public async Task<PlanAnswer> AskAsync(AppDefinition definition, bool refresh, bool start, CancellationToken cancel)
    {
        // Mostly the platform runs, is of this build and has its engine: then one request is enough.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (attempt > 0) await _start.EnsureAsync(cancel);
                if (await AskOnceAsync(definition, refresh, start, isStraight: attempt == 0, cancel) is { } answer) return answer;
            }
            catch (RefusedException refused) when (attempt == 0 && refused.Details.Status is 404 or 412)
            {
                // It is another: restarted as this build, or told of, by the next attempt.
            }
            catch (PlatformAwayException) when (attempt < Attempts)
            {
                // It does not run yet, is being restarted, or has died. What it had begun of this is joined and not done twice.
            }
        }
    }

    /// <summary>What a policy says of the app as its files have it now. Its images are built and looked at; nothing is brought up.</summary>
    public async Task<ReleaseVerdict> JudgeAsync(AppDefinition definition, Policy policy, CancellationToken cancel)
    {
        await _start.EnsureAsync(cancel);
        var request = new PlanRequest { Definition = definition, Policy = policy, RequestedBy = session.User, Logins = _docker.Logins };
        await foreach (var line in session.Client.PlanAsync(request, null, cancel))
        {
            if (line.Progress is { } progress) report.Building(progress);
            if (line is not { Verdict: null, Problems: null }) await report.BuiltAsync(well: line.Problems is null);
            if (line.Problems is { } problems) throw new GiveUpException([.. problems.Select(Placed)]);
            if (line.Verdict is { } verdict) return verdict;
        }

        throw NoAnswer();
    }

    /// <param name="isStraight">Nothing was made sure of before.</param>
    /// <returns>Null when the engine is away and nobody has tried to start it.</returns>
    private async Task<PlanAnswer?> AskOnceAsync(AppDefinition definition, bool refresh, bool start, bool isStraight, CancellationToken cancel)
    {
        var request = new PlanRequest { Definition = definition, Refresh = refresh, Start = start, RequestedBy = session.User, Logins = _docker.Logins };
        var expects = isStraight ? new PlatformExpectation(BuildIdentity.Version, session.Variable("GANTRY_HTTP"), session.Variable("GANTRY_HTTPS")) : null;
        await foreach (var line in session.Client.PlanAsync(request, expects, cancel))
        {
            if (line.Progress is { } progress) report.Building(progress);
            if (line.Problems is { } found)
            {
                if (isStraight && found.Any(p => EngineAdvice.IsAway(p.Code))) return null;
                List<Problem> problems = [.. found.Select(Placed)];
                await report.BuiltAsync(well: false);
                if (problems.Any(p => p.Severity == Severity.Error)) throw new GiveUpException(problems);
                report.Problems(problems);
            }

            if (line.Plan is not { } answer) continue;
            await report.BuiltAsync(well: true);
            return answer;
        }

        throw NoAnswer();
    }

    private GiveUpException NoAnswer() => new("gantryd", "plan.no-answer", "The platform stopped planning without an answer.",
        $"See {session.Paths.ServerLog}, then run this again.");

    /// <summary>What would keep a release out that is there and is left alone.</summary>
    public IReadOnlyList<Problem> Reservations(PlanAnswer unchanged) =>
        [.. unchanged.Plan.Notes.Where(n => n.Code.StartsWith("policy.", StringComparison.Ordinal)).Select(Placed)];

    /// <summary>The platform knows the app and not its files: what it says of a part of the app gets the place where that was written.</summary>
    public Problem Placed(Problem problem) => _docker.Explain(
        _facts is { } facts && (problem.Place.StartsWith("services.", StringComparison.Ordinal) || problem.Place.StartsWith("networks.", StringComparison.Ordinal))
            ? problem with { Place = facts.Place(problem.Place) } : problem);

    public static PlanSheet Sheet(AppDefinition app, PlanAnswer answer) => new(
        PlanView.Headline(app.Name, app.Environment, answer.Live, answer.Number), answer.Plan);
}
