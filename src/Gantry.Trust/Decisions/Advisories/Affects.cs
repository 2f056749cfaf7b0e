using Gantry.Trust.Decisions.Versions;

namespace Gantry.Trust.Decisions.Advisories;

/// <summary>Whether a version is one of those that an advisory is about, by the evaluation that the OSV schema gives.</summary>
public static class Affects
{
    /// <param name="Yes">It is affected.</param>
    /// <param name="Fixed">The least later version in which it is not any more; null where there is none.</param>
    public readonly record struct Verdict(bool Yes, string? Fixed);

    private static readonly IVersionScheme SemVer = new SemanticVersions(Prefix: 'v', Short: true);

    public static Verdict Of(Affected affected, string version)
    {
        if (Ecosystems.Scheme(affected.Ecosystem) is not { } scheme) return new Verdict(affected.Versions.Contains(version), null);
        var yes = affected.Versions.Any(v => v == version || (scheme.Fault(v) is null && scheme.Fault(version) is null && scheme.Compare(v, version) == 0));
        string? repaired = null;
        foreach (var range in affected.Ranges)
        {
            var order = range.SemVer && scheme.Fault(version) is not null ? SemVer : scheme;
            yes |= Within(range, version, order);
            foreach (var end in range.Events)
            {
                if (end.Kind == "fixed" && order.Compare(end.Version, version) > 0 && (repaired is null || order.Compare(end.Version, repaired) < 0))
                    repaired = end.Version;
            }
        }

        return new Verdict(yes, yes ? repaired : null);
    }

    private static bool Within(AffectedRange range, string version, IVersionScheme order)
    {
        var limits = range.Events.Where(e => e.Kind == "limit" && e.Version != "*").ToList();
        if (limits.Count > 0 && !limits.Exists(l => order.Compare(version, l.Version) < 0)) return false;
        var affected = false;
        foreach (var at in range.Events.Where(e => e.Kind != "limit").Order(Comparer<RangeEvent>.Create((a, b) => Compare(a, b, order))))
        {
            affected = at.Kind switch
            {
                "introduced" when at.Version == "0" || order.Compare(version, at.Version) >= 0 => true,
                "fixed" when order.Compare(version, at.Version) >= 0 => false,
                "last_affected" when order.Compare(version, at.Version) > 0 => false,
                _ => affected,
            };
        }

        return affected;
    }

    /// <summary>Zero is before every version. At one and the same version what ends comes before what begins again.</summary>
    private static int Compare(RangeEvent a, RangeEvent b, IVersionScheme order)
    {
        bool zero = a is { Kind: "introduced", Version: "0" }, other = b is { Kind: "introduced", Version: "0" };
        if (zero || other) return other.CompareTo(zero);
        var by = order.Compare(a.Version, b.Version);
        return by != 0 ? by : (a.Kind == "introduced").CompareTo(b.Kind == "introduced") is var kinds && a.Kind == "last_affected" | b.Kind == "last_affected" ? -kinds : kinds;
    }
}
