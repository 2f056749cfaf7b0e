using System.Globalization;
using Gantry.Cli.Text;
using Gantry.Resources.Api;

namespace Gantry.Cli.Views.Exposure;

/// <summary>What is known to be wrong with what runs, most urgent first, and what mends it.</summary>
public static class VulnsView
{
    private static readonly string[] Header = ["SEVERITY", "VULNERABILITY", "PACKAGE", "INSTALLED → FIXED", "SINCE", "REQUESTS", "REACH", "SERVICES"];

    public static IEnumerable<Line> Render(VulnerabilityReport report, DateTimeOffset now, int width)
    {
        if (report.Findings.Count > 0)
        {
            foreach (var line in Table.Render(Header, report.Findings.Select(f => Row(f, now)), width, [5], whole: true)) yield return line;
            yield return Line.Empty;
            foreach (var remedy in report.Findings.SelectMany(f => f.Remedies.Select(r => (Remedy: r, f.Id))).GroupBy(r => r.Remedy))
                foreach (var line in Paragraph.Wrap(Line.Of("→ ", Tone.Accent), $"{remedy.Key}   ({Many(remedy.Select(r => r.Id).Distinct().Count(), "vulnerability", "vulnerabilities")})", width, indent: 2)) yield return line;
            yield return Line.Empty;
        }

        foreach (var reason in report.Unjudged.GroupBy(i => $"{i.Problem.Message} {i.Problem.Help}"))
        {
            var images = reason.Select(i => $"{i.Image} ({string.Join(", ", i.Services.Select(Name).Distinct())})");
            foreach (var line in Paragraph.Wrap(Line.Of("not judged: ", Tone.Warn), $"{string.Join(", ", images)}: {reason.Key}", width, indent: 2)) yield return line;
        }

        yield return Line.Of(Sum(report), report.Findings.Count == 0 && report.Unjudged.Count == 0 ? Tone.Good : Tone.Plain);
        if (report.Advisories is { Stale: true } old)
            yield return Line.Of(Text($"THE ADVISORIES ARE {(now - old.AsOf).TotalDays:0} DAYS OLD: what became known since then is not found. Import newer ones: gantry advisories import PATH"), Tone.Bad);
    }

    private static IReadOnlyList<Line> Row(ExposedVulnerability finding, DateTimeOffset now) =>
    [
        Line.Of(finding.Severity, finding.Severity switch { "critical" or "high" => Tone.Bad, "medium" => Tone.Warn, _ => Tone.Plain }),
        Line.Of(finding.Id),
        Line.Of(finding.Package).Cut(24),
        Line.Of(finding.Version) + (finding.Fixed is { } repaired ? Line.Of(" → " + repaired, Tone.Good) : Line.Of(" → no fix yet", Tone.Dim)),
        Line.Of(Durations.Say(now - finding.Since)),
        Line.Of(finding.Services.Sum(s => s.Requests).ToString(CultureInfo.InvariantCulture)),
        Reached(finding),
        Line.Of(string.Join(", ", finding.Services.Select(Name).Distinct())),
    ];

    private static Line Reached(ExposedVulnerability finding)
    {
        var running = finding.Services.Where(s => s.Runs).ToList();
        if (running.Count == 0) return Line.Of("rollback", Tone.Dim);
        return running.Max(s => s.Reach) switch { Reach.Public => Line.Of("public", Tone.Bad), Reach.Behind => Line.Of("behind", Tone.Warn), _ => Line.Of("inside") };
    }

    private static string Name(ExposedService service) => $"{(service.Environment == "production" ? "" : service.Environment + "/")}{service.App}.{service.Service}";

    private static string Sum(VulnerabilityReport report)
    {
        var images = Many(report.Images, "image", "images");
        if (report.Findings.Count == 0) return report.Unjudged.Count == 0 ? $"{images}, no known vulnerability." : $"{images}, {report.Unjudged.Count} of them not judged.";
        var levels = report.Findings.GroupBy(f => f.Severity).Select(g => $"{g.Count()} {g.Key}");
        return $"{images}, {Many(report.Findings.Count, "finding", "findings")}: {string.Join(", ", levels)}; {report.Findings.Count(f => f.Fixed is not null)} have a fix.";
    }

    private static string Many(int count, string one, string several) => $"{count} {(count == 1 ? one : several)}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
