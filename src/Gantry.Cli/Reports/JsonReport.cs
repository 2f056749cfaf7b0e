using System.Text.Json;
using Gantry.Cli.Progress;
using Gantry.Cli.Screen;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Reports;

/// <summary>A JSON object per line; the last is the result, whatever happens before.</summary>
public sealed class JsonReport(Terminal terminal) : IReport
{
    public void Say(string text) => Write(new EventLine("note") { Text = text });

    public void Problems(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems) Write(new EventLine("problem") { Problem = problem });
    }

    public Task DuringAsync(string text, Func<Task> work)
    {
        Say(text);
        return work();
    }

    public void Building(PlanProgress progress) =>
        Write(new EventLine("build") { Service = progress.Service, Stage = progress.Stage, Text = progress.Text });

    public Task BuiltAsync(bool well) => Task.CompletedTask;

    public void Plan(PlanSheet sheet) => Write(new EventLine("plan") { Text = sheet.Headline, Plan = sheet.Plan });

    public void Began(RolloutProgress progress)
    {
        Write(new EventLine("rollout") { Rollout = progress.Rollout });
        Step(progress.Plan.Steps, 0, "started");
    }

    public void Changed(RolloutProgress before, RolloutProgress after)
    {
        foreach (var (name, replica) in after.Replicas)
        {
            var known = before.Replicas.GetValueOrDefault(name);
            if (known?.Phase == replica.Phase && known.Problem?.Message == replica.Problem?.Message) continue;
            Write(new EventLine("replica") { Replica = name, State = Words.Of(replica.Phase), Problem = replica.Problem });
        }

        for (var i = before.Status.StepEnded.Count; i < after.Status.StepEnded.Count; i++)
        {
            Step(after.Plan.Steps, i, "done", after.Took(i, after.StartedAt).TotalSeconds);
            if (after.Status.Failure is null) Step(after.Plan.Steps, i + 1, "started");
        }

        if (after.Status.Failure is not null && before.Status.Failure is null) Step(after.Plan.Steps, after.Step, "failed");
        for (var i = Undone(before); i < Undone(after); i++) Step(after.UndoSteps, i, "undone");
    }

    public Task SettledAsync() => Task.CompletedTask;

    public void Ended(Outcome outcome) => Send(JsonSerializer.Serialize(
        new ResultLine(outcome.Detached ? "started" : outcome.Live ? "live" : "failed", outcome.App, outcome.Environment, outcome.Release,
            outcome.Urls, Math.Round(outcome.Took.TotalSeconds, 3)) { Changed = outcome.Changed ? null : false },
        ResultJson.Default.ResultLine));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Step(IReadOnlyList<Step> steps, int index, string state, double? seconds = null)
    {
        if (index >= steps.Count) return;
        Write(new EventLine("step")
        {
            Number = index + 1,
            Of = steps.Count,
            Text = steps[index].Says,
            State = state,
            Seconds = seconds is { } s ? Math.Round(s, 3) : null,
        });
    }

    private static int Undone(RolloutProgress progress) => progress.Status.Phase switch
    {
        RolloutPhase.Undoing or RolloutPhase.Failed => Math.Min(progress.Status.Step, progress.UndoSteps.Count),
        _ => 0,
    };

    private void Write(EventLine line) => Send(JsonSerializer.Serialize(line, CliJson.Readable.EventLine));

    private void Send(string json) => terminal.Send(json + "\n");
}
