using System.Globalization;
using Gantry.Cli.Sheets;
using Gantry.Cli.Text;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Views;

/// <summary>What was done, when, by whom and how it ended; newest first.</summary>
public static class HistoryView
{
    private static readonly string[] Header = ["#", "WHEN", "WHO", "WHAT", "RESULT", "TOOK", "CHANGED"];

    /// <param name="zone">The reader's.</param>
    public static IEnumerable<Line> Render(IEnumerable<HistoryRow> rows, DateTimeOffset now, TimeZoneInfo zone, int width) =>
        Table.Render(Header, rows.Select(r => Row(r, now, zone)), width, [0, 5]);

    private static IReadOnlyList<Line> Row(HistoryRow row, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (result, tone) = row.Result switch
        {
            RolloutPhase.Live => (row.Reason == RolloutReason.Down ? "down" : "live", Tone.Good),
            RolloutPhase.Failed => ("failed", Tone.Bad),
            RolloutPhase.Undoing => ("going back", Tone.Warn),
            _ => ("at work", Tone.Accent),
        };
        return
        [
            $"{row.Rollout}", When(row.At, now, zone), row.By, What(row), Line.Of(result, tone),
            row.Seconds is { } seconds ? Durations.Say(TimeSpan.FromSeconds(seconds)) : Durations.Say(now - row.At),
            row.Failure is { } failure ? Line.Of(failure, Tone.Bad) : Changed(row),
        ];
    }

    private static string What(HistoryRow row) => row.Reason switch
    {
        RolloutReason.Down => "down",
        RolloutReason.Rollback => $"rollback → {row.Release}",
        _ => $"up → {row.Release}",
    };

    /// <summary><c>api, store (image), web, -mailer</c>: those with a new image first.</summary>
    private static string Changed(HistoryRow row)
    {
        var images = row.Changes.Where(c => c.Kind != ChangeKind.Create && row.Images.Contains(c.Service)).Select(c => c.Service).ToList();
        var others = row.Changes.Where(c => !images.Contains(c.Service)).Select(c => c.Kind switch
        {
            ChangeKind.Create => $"+{c.Service}",
            ChangeKind.Remove => $"-{c.Service}",
            _ => c.Service,
        });
        return string.Join(", ", (images.Count > 0 ? [$"{string.Join(", ", images)} (image)"] : Array.Empty<string>()).Concat(others));
    }

    private static string When(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (there, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(now, zone));
        var format = there.Date == today.Date ? "HH:mm:ss" : there.Year == today.Year ? "d MMM HH:mm" : "yyyy-MM-dd";
        return there.ToString(format, CultureInfo.InvariantCulture);
    }
}
