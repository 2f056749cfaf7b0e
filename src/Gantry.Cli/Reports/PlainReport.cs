using Gantry.Cli.Progress;
using Gantry.Cli.Screen;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Reports;

/// <summary>A line for each thing that happens: for pipes, logs and dumb terminals.</summary>
public sealed class PlainReport(Terminal terminal, TimeProvider clock) : IReport
{
    public void Say(string text) => terminal.Write(Paragraph.Wrap(Line.Empty, text, terminal.Width));

    public void Problems(IReadOnlyList<Problem> problems) => terminal.WriteError(ProblemView.Render(problems, terminal.Width));

    public async Task DuringAsync(string text, Func<Task> work)
    {
        terminal.Write(text + " …");
        var began = clock.GetTimestamp();
        await work();
        terminal.Write($"{text}: done, {Durations.Say(clock.GetElapsedTime(began))}");
    }

    public void Building(PlanProgress progress) => terminal.Write(progress.Text.Length == 0
        ? $"{progress.Service}: {BuildView.Verb(progress.Stage)}"
        : Line.Of($"{progress.Service} | ", Tone.Dim) + progress.Text);

    public Task BuiltAsync(bool well) => Task.CompletedTask;

    public void Plan(PlanSheet sheet) => terminal.Write([.. PlanView.Render(sheet, terminal.Width), Line.Empty]);

    public void Began(RolloutProgress progress) => terminal.Write(ProgressLines.First(progress));

    public void Changed(RolloutProgress before, RolloutProgress after) => terminal.Write(ProgressLines.Between(before, after));

    public Task SettledAsync() => Task.CompletedTask;

    public void Ended(Outcome outcome) => terminal.Write(OutcomeView.Render(outcome));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
