using Gantry.Cli.Sheets;
using Gantry.Cli.Text;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Views;

/// <summary>What runs, since when, and what is wrong with it.</summary>
public static class PsView
{
    private static readonly string[] Header = ["SERVICE", "RELEASE", "READY", "STATE", "SINCE", "ADDRESS"];

    public static IEnumerable<Line> Render(AppSheet sheet, DateTimeOffset now, int width)
    {
        yield return Title(sheet, now);
        if (sheet.Rollout is { } rollout) yield return Note(rollout, now).Cut(width);
        if (sheet.Services.Count > 0)
        {
            yield return Line.Empty;
            foreach (var line in Table.Render(Header, sheet.Services.SelectMany(s => Rows(s, now)), width, [1], whole: true)) yield return line;
        }

        if (sheet.Problems.Count == 0) yield break;
        yield return Line.Empty;
        foreach (var line in ProblemView.Render(sheet.Problems, width)) yield return line;
    }

    private static Line Title(AppSheet sheet, DateTimeOffset now)
    {
        var title = Line.Of($"{sheet.App} in {sheet.Environment}", Tone.Strong);
        return (sheet.Release, sheet.Since) switch
        {
            ({ } release, { } since) => title + $": release {release}, live for {Durations.Age(now - since)}",
            ({ } release, null) => title + $": release {release}",
            _ when sheet.Rollout is not null => title,
            _ => title + ": nothing is live",
        };
    }

    private static Line Note(RolloutNote rollout, DateTimeOffset now)
    {
        var (says, tone) = rollout.Phase == RolloutPhase.Undoing ? ("is going back", Tone.Warn) : ("is at work", Tone.Accent);
        return Line.Of($"rollout {rollout.Number} {says} for {Durations.Age(now - rollout.Since)}, step {rollout.Step} of {rollout.Steps}: {rollout.Says}", tone);
    }

    private static IEnumerable<IReadOnlyList<Line>> Rows(ServiceRow row, DateTimeOffset now)
    {
        var (state, tone) = State(row);
        var since = row switch
        {
            { Since: null } => "",
            { Part: Part.Warm, Since: { } until } => $"{Durations.Age(until - now)} left",
            { Since: { } start } => Durations.Age(now - start),
        };
        List<Line> addresses = [.. row.Urls.Select(u => Line.Of(u, Tone.Accent))];
        if (addresses.Count == 0 && row.Address is { } inside) addresses.Add(Line.Of(inside));
        var dim = row.Part is Part.Warm or Part.Outgoing;
        Line[] cells =
        [
            row.Service, row.Release is { } release ? $"{release}" : "", row.Part == Part.Job ? "" : $"{row.Ready}/{row.Replicas}",
            Line.Of(state, tone), Line.Of(since), addresses.FirstOrDefault() ?? Line.Empty,
        ];
        yield return dim ? [.. cells.Select(c => c.In(Tone.Dim))] : cells;
        foreach (var more in addresses.Skip(1)) yield return [Line.Empty, Line.Empty, Line.Empty, Line.Empty, Line.Empty, more];
    }

    private static (string State, Tone Tone) State(ServiceRow row) => row switch
    {
        { Part: Part.Incoming } => ($"{row.State}, new", Tone.Accent),
        { State: "ready" or "done" } => (row.State, Tone.Good),
        { State: "degraded" or "held" or "not ready" or "restarting" } => (row.State, Tone.Warn),
        { State: "failed" or "gone" } => (row.State, Tone.Bad),
        _ => (row.State, row.State.StartsWith("exited", StringComparison.Ordinal) ? Tone.Bad : Tone.Plain),
    };
}
