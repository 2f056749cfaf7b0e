using Gantry.Apps;
using Gantry.Cli.Apps;
using Gantry.Cli.Reports;
using Gantry.Cli.Starting;
using Gantry.Cli.Views;
using Gantry.Client;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;

namespace Gantry.Cli.Commands;

/// <summary>From compose files to a plan: the way that <c>up</c> and <c>plan</c> share.</summary>
internal sealed class Planning(Session session, IReport report, Approval approval)
{
    /// <summary>How often a platform that goes away while it plans is asked.</summary>
    private const int Attempts = 3;

    private readonly PlatformStart _start = new(session, report, approval);
    private Task<PlatformStatus?>? _status;
    private ComposeFacts? _facts;

    public AppDefinition Read(AppSelection selection, CancellationToken cancel)
    {
        // Asked meanwhile: the files and the platform take about as long to answer.
        _status = Task.Run(() => _start.StatusAsync(cancel), cancel);
        var compose = ComposeFile.Load(session, selection);
        _facts = compose.Facts;
        if (compose.Definition is null) throw new GiveUpException(compose.Problems);
        if (compose.Problems.Count > 0) report.Problems(compose.Problems);
        return compose.Definition;
    }

    /// <param name="start">Agreed to beforehand: what is planned begins at once.</param>
    public async Task<PlanAnswer> AskAsync(AppDefinition definition, bool refresh, bool start, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _start.EnsureAsync(cancel, _status);
                return await AskOnceAsync(definition, refresh, start, cancel);
            }
            catch (PlatformAwayException) when (attempt < Attempts)
            {
                // It is being restarted, or has died. What it had begun of this is joined and not done twice.
                _status = null;
            }
        }
    }

    private async Task<PlanAnswer> AskOnceAsync(AppDefinition definition, bool refresh, bool start, CancellationToken cancel)
    {
        var request = new PlanRequest { Definition = definition, Refresh = refresh, Start = start, RequestedBy = session.User };
        await foreach (var line in session.Client.PlanAsync(request, cancel))
        {
            if (line.Progress is { } progress) report.Building(progress);
            if (line.Problems is { } found)
            {
                List<Problem> problems = [.. found.Select(Placed)];
                await report.BuiltAsync(well: false);
                if (problems.Any(p => p.Severity == Severity.Error)) throw new GiveUpException(problems);
                report.Problems(problems);
            }

            if (line.Plan is not { } answer) continue;
            await report.BuiltAsync(well: true);
            return answer;
        }

        throw new GiveUpException("gantryd", "plan.no-answer", "The platform stopped planning without an answer.",
            $"See {session.Paths.ServerLog}, then run this again.");
    }

    /// <summary>The platform knows the app and not its files: what it says of a part of the app gets the place where that was written.</summary>
    private Problem Placed(Problem problem) =>
        _facts is { } facts && (problem.Place.StartsWith("services.", StringComparison.Ordinal) || problem.Place.StartsWith("networks.", StringComparison.Ordinal))
            ? problem with { Place = facts.Place(problem.Place) } : problem;

    public static PlanSheet Sheet(AppDefinition app, PlanAnswer answer) => new(
        PlanView.Headline(app.Name, app.Environment, answer.Live, answer.Number), answer.Plan);
}
