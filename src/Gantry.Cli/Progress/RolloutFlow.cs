using Gantry.Cli.Reports;
using Gantry.Cli.Text;
using Gantry.Resources.Api;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Progress;

/// <summary>Starts a rollout that was agreed to and follows it to its end: the same for up, rollback and down.</summary>
public sealed class RolloutFlow(Session session, IReport report)
{
    /// <summary>The exit code: 0 when it ended as wanted.</summary>
    public async Task<int> RunAsync(RolloutRequest request, bool detach, CancellationToken cancel)
    {
        return await FollowAsync(request, await session.Client.RolloutAsync(request with { DryRun = false }, cancel), detach, cancel);
    }

    /// <summary>The same for one that has been started.</summary>
    public async Task<int> FollowAsync(RolloutRequest request, RolloutAnswer answer, bool detach, CancellationToken cancel)
    {
        if (answer.Rollout is not { } rollout)
        {
            report.Ended(Outcome(request, answer, true, "nothing to do") with { Changed = false });
            return 0;
        }

        if (detach)
        {
            report.Ended(Outcome(request, answer, true, $"rollout {rollout} has begun; gantry ps shows it") with { Detached = true });
            return 0;
        }

        var start = new RolloutProgress
        {
            App = request.App,
            Environment = request.Environment,
            Rollout = rollout,
            Plan = answer.Plan,
            Release = answer.Aborts ? null : answer.Release,
            Before = answer.Live,
            StartedAt = session.Now,
            Sequence = answer.Revision,
        };
        try
        {
            var end = await new Follower(session, report).FollowAsync(start, cancel);
            return End(request, answer, end);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            report.Say($"Rollout {rollout} goes on without this command. `gantry ps` shows how far it is, `gantry rollback` takes it back.");
            throw;
        }
    }

    private int End(RolloutRequest request, RolloutAnswer answer, RolloutProgress end)
    {
        var takenBack = answer.Aborts && end.Status.Failure?.Code == "rollout.stopped";
        if (end.Status.Phase == RolloutPhase.Live && !answer.Aborts)
        {
            report.Ended(Outcome(request, answer, true, Success(request, answer, end)));
            return 0;
        }

        if (takenBack)
        {
            report.Ended(Outcome(request, answer, true, $"rollout {end.Rollout} of {request.App} was taken back; {StillServes(answer.Release)}"));
            return 0;
        }

        if (end.Status.Failure is { } failure) report.Problems([failure]);
        report.Ended(Outcome(request, answer, false, Failure(request, answer, end)) with { Urls = [] });
        return 1;
    }

    private static string Success(RolloutRequest request, RolloutAnswer answer, RolloutProgress end) => request.Reason switch
    {
        RolloutReason.Down => $"{request.App} is down in {request.Environment}",
        RolloutReason.Rollback when end.Status.SwitchedAt is { } switched =>
            $"{request.App} is back on release {answer.Release} in {request.Environment}, traffic switched after {Durations.Say(switched - end.StartedAt)}",
        RolloutReason.Rollback => $"{request.App} is back on release {answer.Release} in {request.Environment}",
        _ => $"{request.App} release {answer.Release} is live in {request.Environment}",
    };

    private static string Failure(RolloutRequest request, RolloutAnswer answer, RolloutProgress end)
    {
        var what = answer switch
        {
            { Aborts: true } => $"rollout {end.Rollout} had ended before it could be taken back",
            _ when request.Reason == RolloutReason.Down => $"{request.App} did not go down",
            _ => $"{request.App} release {answer.Release} did not go live in {request.Environment}",
        };
        if (answer.Aborts) return what;
        var back = end.Status.Undo is null || end.Status.Step >= end.UndoSteps.Count;
        return back ? $"{what}; {StillServes(answer.Live)}" : $"{what}, and what was before could not be put back: see gantry ps";
    }

    private static string StillServes(int? release) => release is { } number ? $"release {number} still serves" : "nothing was live before, and nothing is";

    private Outcome Outcome(RolloutRequest request, RolloutAnswer answer, bool live, string text) => new(
        live, request.App, request.Environment, answer.Release, answer.Urls, session.Work.Elapsed, text);
}
