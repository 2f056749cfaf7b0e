using System.Globalization;
using Gantry.Cli.Commands.Trust;
using Gantry.Cli.Text;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Cli.Views;

/// <summary>What a scan has found, most urgent first.</summary>
internal static class ScanView
{
    private static readonly string[] Header = ["SEVERITY", "", "VULNERABILITY", "PACKAGE", "INSTALLED → FIXED"];

    public static IEnumerable<Line> Render(ScanDocument scan, int width)
    {
        var open = scan.Findings.Where(f => f.Dismissed is null).ToList();
        if (open.Count > 0)
        {
            foreach (var line in Table.Render(Header, open.Select(Row), width, [1], whole: true)) yield return line;
            yield return Line.Empty;
        }

        foreach (var finding in scan.Findings.Where(f => f.Dismissed is not null))
            foreach (var line in Paragraph.Wrap(Line.Of("dismissed: ", Tone.Dim), $"{finding.Id} in {finding.Package} {finding.Version}: {finding.Dismissed!.Status}, {Reason(finding)} ({finding.Dismissed.Document})", width, indent: 2)) yield return line;
        foreach (var note in scan.Notes)
            foreach (var line in Paragraph.Wrap(Line.Of("note: ", Tone.Accent), note, width, indent: 2)) yield return line;
        yield return Line.Of($"{scan.Subject}: ", Tone.Strong) + Line.Of(Sum(scan, open));
    }

    private static string Reason(ScanFinding finding) => finding.Dismissed!.Reason.Length > 0 ? finding.Dismissed.Reason : "as they say";

    private static IReadOnlyList<Line> Row(ScanFinding finding) =>
    [
        Line.Of(finding.Severity.ToString().ToLowerInvariant(), finding.Severity switch { Level.Critical or Level.High => Tone.Bad, Level.Medium => Tone.Warn, _ => Tone.Plain }),
        Line.Of(finding.Score?.ToString("0.0", CultureInfo.InvariantCulture) ?? ""),
        Line.Of(finding.Id),
        Line.Of(finding.Package).Cut(24),
        Line.Of(finding.Version) + (finding.Fixed is { } repaired ? Line.Of(" → " + repaired, Tone.Good) : Line.Of(" → no fix yet", Tone.Dim)),
    ];

    private static string Sum(ScanDocument scan, List<ScanFinding> open)
    {
        var components = $"{scan.Components} packages";
        if (open.Count == 0) return $"{components}, no known vulnerability.";
        var levels = open.GroupBy(f => f.Severity).OrderByDescending(g => g.Key).Select(g => $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}");
        return $"{components}, {open.Count} findings: {string.Join(", ", levels)}; {open.Count(f => f.Fixed is not null)} have a fix.";
    }
}
