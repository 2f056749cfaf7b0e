using System.Globalization;
using Gantry.Cli.Text;
using Gantry.Cli.Views.Policies;
using Gantry.Resources.Apps;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Views;

/// <summary>A plan with what it is for.</summary>
/// <param name="Headline">What it does to what: <see cref="PlanView.Headline"/>.</param>
public sealed record PlanSheet(string Headline, Plan Plan);

/// <summary>A plan before it is carried out, in the very words of its steps.</summary>
public static class PlanView
{
    public static string Headline(string app, string environment, int? live, int? next) => (live, next) switch
    {
        (null, { } first) => $"{app} in {environment}: release {first}, the first to serve",
        ({ } now, { } then) when now != then => $"{app} in {environment}: release {then} replaces release {now}",
        ({ } now, null) => $"{app} in {environment}: release {now} goes down",
        ({ } now, _) => $"{app} in {environment}: release {now} is repaired",
        _ => $"{app} in {environment}",
    };

    public static IEnumerable<Line> Render(PlanSheet sheet, int width)
    {
        yield return Line.Of(sheet.Headline, Tone.Strong);
        var plan = sheet.Plan;
        if (plan.Changes.Count > 0)
        {
            yield return Line.Empty;
            var names = plan.Changes.Max(c => Columns.Of(c.Service));
            foreach (var line in plan.Changes.SelectMany(c => Change(c, names, width))) yield return line;
        }

        if (plan.Exceptions is { Count: > 0 } exceptions)
        {
            yield return Line.Empty;
            foreach (var line in exceptions.SelectMany(e => Exception(e, width))) yield return line;
        }

        if (plan.Steps.Count > 0)
        {
            yield return Line.Empty;
            var digits = plan.Steps.Count < 10 ? 1 : 2;
            for (var i = 0; i < plan.Steps.Count; i++)
            {
                var lead = Line.Of("  ") + Line.Of($"{i + 1}", Tone.Dim).PaddedLeft(digits) + "  ";
                foreach (var line in Paragraph.Wrap(lead, plan.Steps[i].Says, width)) yield return line;
            }
        }

        if (plan.Verdict is { } verdict)
        {
            yield return Line.Empty;
            yield return PolicyLine.Render(verdict);
        }

        if (plan.Notes.Count == 0) yield break;
        yield return Line.Empty;
        foreach (var line in ProblemView.Render(plan.Notes, width)) yield return line;
    }

    private static IEnumerable<Line> Change(ServiceChange change, int names, int width)
    {
        var (word, tone) = change.Kind switch
        {
            ChangeKind.Create => ("create", Tone.Good),
            ChangeKind.Replace => ("replace", Tone.Accent),
            ChangeKind.Scale => ("scale", Tone.Accent),
            ChangeKind.Reroute => ("reroute", Tone.Accent),
            ChangeKind.Remove => ("remove", Tone.Warn),
            _ => ("run once", Tone.Good),
        };
        var strategy = change.Kind == ChangeKind.Replace ? Says(change.Strategy) : "";
        var lead = Line.Of("  ") + Line.Of(change.Service, Tone.Strong).Padded(names + 2) + Line.Of(word, tone).Padded(10)
            + Line.Of(strategy).Padded(12);
        return Paragraph.Wrap(lead, string.Join(", ", change.Differences), width, Tone.Dim);
    }

    /// <summary>Red, in every plan and not only in the first: whoever approves it answers for it.</summary>
    private static IEnumerable<Line> Exception(PlannedException exception, int width) => Paragraph.Wrap(
        Line.Of("  ") + Line.Of("unsafe ", Tone.Bad) + Line.Of($"{exception.Service}: {exception.What} ", Tone.Bad), exception.Until is { } day ? string.Create(CultureInfo.InvariantCulture, $"{exception.Reason} (until {day:yyyy-MM-dd})") : exception.Reason, width);

    public static string Says(Strategy strategy) => strategy switch
    {
        Strategy.BlueGreen => "blue-green",
        Strategy.Rolling => "rolling",
        Strategy.Recreate => "recreate",
        _ => "",
    };
}
