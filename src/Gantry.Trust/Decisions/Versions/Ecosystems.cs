namespace Gantry.Trust.Decisions.Versions;

/// <summary>The ecosystems of the OSV schema whose order of versions is known here.</summary>
public static class Ecosystems
{
    private static readonly IVersionScheme Debian = new DebianVersions(), Rpm = new RpmVersions(), Alpine = new AlpineVersions(), SemVer = new SemanticVersions();

    private static readonly Dictionary<string, IVersionScheme> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Debian"] = Debian,
        ["Ubuntu"] = Debian,
        ["Alpine"] = Alpine,
        ["Wolfi"] = Alpine,
        ["Chainguard"] = Alpine,
        ["RPM"] = Rpm,
        ["Red Hat"] = Rpm,
        ["Rocky Linux"] = Rpm,
        ["AlmaLinux"] = Rpm,
        ["SUSE"] = Rpm,
        ["openSUSE"] = Rpm,
        ["openEuler"] = Rpm,
        ["Mageia"] = Rpm,
        ["Photon OS"] = Rpm,
        ["SemVer"] = SemVer,
        ["npm"] = SemanticVersions.Npm,
        ["NuGet"] = new NuGetVersions(),
        ["PyPI"] = new PythonVersions(),
        ["Maven"] = new MavenVersions(),
        ["RubyGems"] = new RubyVersions(),
        ["Packagist"] = new PackagistVersions(),
        ["Go"] = SemanticVersions.Go,
        ["crates.io"] = SemanticVersions.Crates,
        ["crates"] = SemanticVersions.Crates,
    };

    /// <summary>By the name in OSV; what follows a colon, the release of a distribution, does not change the order. Null for an unknown one.</summary>
    public static IVersionScheme? Scheme(string ecosystem)
    {
        var colon = ecosystem.IndexOf(':');
        return Known.GetValueOrDefault(colon < 0 ? ecosystem : ecosystem[..colon]);
    }

    public static IEnumerable<string> Names => Known.Keys;
}
