using Gantry.Cli.Progress;
using Gantry.Cli.Text;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Views;

/// <summary>One frame of a rollout for a terminal that can be redrawn.</summary>
public static class ProgressTree
{
    private static readonly string[] Spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    /// <param name="frame">Counts redraws.</param>
    /// <param name="height">Rows to fit in: finished steps are folded when there are too many.</param>
    public static IReadOnlyList<Line> Render(RolloutProgress progress, DateTimeOffset now, int frame, int width, int height = int.MaxValue)
    {
        var lines = new List<Line> { Aligned(Line.Of(Title(progress), Tone.Strong), (progress.Status.EndedAt ?? now) - progress.StartedAt, width) };
        var spin = Spinner[frame % Spinner.Length];
        for (var i = 0; i < progress.Plan.Steps.Count; i++)
        {
            var step = progress.Plan.Steps[i];
            var atWork = i == progress.Step && progress.Status.Phase == RolloutPhase.Running;
            var failed = i == progress.Step && progress.Status.Phase is RolloutPhase.Undoing or RolloutPhase.Failed;
            var line = failed ? Mark("✗", Tone.Bad, step.Says)
                : i < progress.Step ? Mark("✔", Tone.Good, step.Says)
                : atWork ? Mark(spin, Tone.Accent, step.Says)
                : Mark("·", Tone.Dim, step.Says, Tone.Dim);
            lines.Add(i < progress.Step || atWork || failed ? Aligned(line, progress.Took(i, now), width) : line.Cut(width));
            if (atWork || failed) lines.AddRange(Replicas(progress, step, now, width));
        }

        if (progress.UndoSteps.Count > 0)
        {
            lines.Add(Line.Of(progress.Before is { } before ? $"  going back to release {before}" : "  taking away what was begun", Tone.Warn));
            for (var i = 0; i < progress.UndoSteps.Count; i++)
            {
                var step = progress.UndoSteps[i];
                var done = !progress.Undoing || i < progress.Status.Step;
                var atWork = progress.Undoing && i == progress.Status.Step;
                lines.Add((done ? Mark("✔", Tone.Good, step.Says) : atWork ? Mark(spin, Tone.Accent, step.Says) : Mark("·", Tone.Dim, step.Says, Tone.Dim)).Cut(width));
                if (atWork) lines.AddRange(Replicas(progress, step, now, width));
            }
        }

        return Fold(lines, height);
    }

    public static string Title(RolloutProgress progress) => progress.Release is { } release
        ? $"{progress.App} in {progress.Environment}: release {release}"
        : $"{progress.App} in {progress.Environment}: down";

    private static IEnumerable<Line> Replicas(RolloutProgress progress, Step step, DateTimeOffset now, int width)
    {
        foreach (var name in RolloutProgress.Concerned(step))
        {
            if (!progress.Replicas.TryGetValue(name, out var replica))
            {
                yield return (Line.Of("      ") + Line.Of(name, Tone.Dim) + Line.Of(step is StopStep ? "  gone" : "  waiting", Tone.Dim)).Cut(width);
                continue;
            }

            var state = Line.Of(Words.Of(replica.Phase), Words.Tone(replica.Phase));
            if (replica.Restarts > 0) state += Line.Of($", restarted {replica.Restarts} ×", Tone.Warn);
            if (replica.Phase is not ReplicaPhase.Ready) state += Line.Of($"  {Durations.Say(now - replica.Since)}", Tone.Dim);
            if (replica.Problem is { } problem) state += Line.Of($"  {problem.Message}", replica.Phase is ReplicaPhase.Starting or ReplicaPhase.Creating ? Tone.Dim : Tone.Warn);
            yield return (Line.Of("      ") + Line.Of(name) + "  " + state).Cut(width);
        }
    }

    private static Line Mark(string mark, Tone tone, string text, Tone textTone = Tone.Plain) =>
        Line.Of("  ") + Line.Of(mark, tone) + " " + Line.Of(text, textTone);

    private static Line Aligned(Line left, TimeSpan time, int width)
    {
        var right = Line.Of(Durations.Say(time), Tone.Dim);
        return left.Cut(width - 9).Padded(width - right.Width) + right;
    }

    private static List<Line> Fold(List<Line> lines, int height)
    {
        if (lines.Count <= height || height < 4) return lines;
        var folded = lines.Count - height + 1;
        return [lines[0], Line.Of($"  … {folded} lines above", Tone.Dim), .. lines.Skip(folded + 1)];
    }
}
