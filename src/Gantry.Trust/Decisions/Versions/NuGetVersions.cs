using NuGet.Versioning;

namespace Gantry.Trust.Decisions.Versions;

/// <summary>By NuGet's own library: up to four numbers, case does not count in what comes before a release, metadata never does.</summary>
public sealed class NuGetVersions : IVersionScheme
{
    public string? Fault(string version) => NuGetVersion.TryParse(version, out _) ? null : "is not a version that NuGet reads";

    public int Compare(string a, string b)
    {
        var known = NuGetVersion.TryParse(a, out var left);
        return NuGetVersion.TryParse(b, out var right) && known ? VersionComparer.VersionRelease.Compare(left, right) : string.CompareOrdinal(a, b);
    }
}
