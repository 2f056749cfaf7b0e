using Gantry.Resources.Api;

namespace Gantry.Trust.Decisions.Exposure;

/// <summary>What to mend first.</summary>
public static class Urgency
{
    private static readonly string[] Levels = ["none", "unknown", "low", "medium", "high", "critical"];

    /// <summary>
    /// What runs goes before what a rollback would bring, what is severe before what is not, then what clients reach, the severity itself,
    /// what can be mended now, what gets more requests, and what has been known for longer.
    /// </summary>
    public static IReadOnlyList<ExposedVulnerability> Order(IEnumerable<ExposedVulnerability> findings) =>
    [
        .. findings.Select(f => f with { Services = Order(f.Services) })
            .OrderByDescending(f => f.Services.Any(s => s.Runs))
            .ThenByDescending(f => Level(f) >= Array.IndexOf(Levels, "high"))
            .ThenByDescending(Widest)
            .ThenByDescending(Level)
            .ThenByDescending(f => f.Score ?? 0)
            .ThenBy(f => f.Fixed is null)
            .ThenByDescending(f => f.Services.Sum(s => s.Requests))
            .ThenBy(f => f.Since)
            .ThenBy(f => f.Id, StringComparer.Ordinal).ThenBy(f => f.Package, StringComparer.Ordinal).ThenBy(f => f.Version, StringComparer.Ordinal),
    ];

    private static IReadOnlyList<ExposedService> Order(IReadOnlyList<ExposedService> services) =>
    [
        .. services.OrderByDescending(s => s.Runs).ThenByDescending(s => s.Reach).ThenByDescending(s => s.Requests)
            .ThenBy(s => s.Environment, StringComparer.Ordinal).ThenBy(s => s.App, StringComparer.Ordinal).ThenBy(s => s.Service, StringComparer.Ordinal).ThenBy(s => s.Release),
    ];

    private static Reach Widest(ExposedVulnerability finding) => finding.Services.Where(s => s.Runs).Select(s => s.Reach).DefaultIfEmpty(Reach.Inside).Max();

    private static int Level(ExposedVulnerability finding) => Array.IndexOf(Levels, finding.Severity);
}
