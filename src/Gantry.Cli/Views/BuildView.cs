using Gantry.Cli.Text;

namespace Gantry.Cli.Views;

/// <summary>What is being built or pulled for one service.</summary>
/// <param name="Last">The last line that the builder wrote.</param>
public sealed record BuildRow(string Service, string Stage, string Last, DateTimeOffset Since, bool Done);

/// <summary>Builds, one row for each service, whatever their output.</summary>
public static class BuildView
{
    private static readonly string[] Spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    public static IReadOnlyList<Line> Render(IReadOnlyList<BuildRow> rows, DateTimeOffset now, int frame, int width)
    {
        if (rows.Count == 0) return [];
        var names = rows.Max(r => Columns.Of(r.Service)) + 2;
        return [.. rows.Select(row =>
        {
            var mark = row.Done ? Line.Of("✔", Tone.Good) : Line.Of(Spinner[frame % Spinner.Length], Tone.Accent);
            var time = Line.Of(Durations.Say(now - row.Since), Tone.Dim);
            var line = Line.Of("  ") + mark + " " + Line.Of(row.Service, Tone.Strong).Padded(names) + Line.Of(Verb(row.Stage)).Padded(10)
                + (row.Done ? Line.Empty : Line.Of(row.Last, Tone.Dim));
            return line.Cut(width - 9).Padded(width - time.Width) + time;
        })];
    }

    public static string Verb(string stage) => stage switch
    {
        "build" => "build",
        "pull" => "pull",
        "base" => "base image",
        "resolve" => "resolve",
        "list" => "contents",
        "sign" => "sign",
        _ => stage,
    };
}
