using Gantry.Trust.Sbom;

namespace Gantry.Trust.Decisions.Judging;

/// <summary>Under which names of OSV a component's advisories stand.</summary>
internal static class EcosystemOf
{
    private static readonly Dictionary<string, string> ByType = new(StringComparer.Ordinal)
    {
        ["npm"] = "npm",
        ["nuget"] = "NuGet",
        ["pypi"] = "PyPI",
        ["maven"] = "Maven",
        ["gem"] = "RubyGems",
        ["composer"] = "Packagist",
        ["golang"] = "Go",
        ["cargo"] = "crates.io",
    };

    /// <summary>The one to order versions by first; none for what no database is known to speak of.</summary>
    public static IReadOnlyList<string> Component(Component component, Distribution? distribution)
    {
        if (ByType.TryGetValue(component.Type, out var ecosystem)) return [ecosystem];
        if (component.Type is not ("deb" or "apk" or "rpm") || distribution is null) return [];
        var parts = distribution.Version.Split('.');
        return distribution.Id switch
        {
            "debian" => [$"Debian:{parts[0]}"],
            // The releases of every fourth spring are supported for long and are marked so.
            "ubuntu" => [$"Ubuntu:{distribution.Version}", $"Ubuntu:{distribution.Version}:LTS"],
            "alpine" when parts.Length > 1 => [$"Alpine:v{parts[0]}.{parts[1]}"],
            "wolfi" => ["Wolfi"],
            "chainguard" => ["Chainguard", "Wolfi"],
            "rhel" => [$"Red Hat:{parts[0]}"],
            "rocky" => [$"Rocky Linux:{parts[0]}"],
            "almalinux" => [$"AlmaLinux:{parts[0]}"],
            "mageia" => [$"Mageia:{parts[0]}"],
            "photon" => [$"Photon OS:{distribution.Version}"],
            "openeuler" => [$"openEuler:{distribution.Version}"],
            "opensuse-leap" => [$"openSUSE:Leap {distribution.Version}"],
            "sles" => [$"SUSE:Linux Enterprise Server {distribution.Version}"],
            _ => [],
        };
    }

    /// <summary>Debian, Ubuntu and Alpine name the source package in their advisories; the others name what is installed.</summary>
    public static (string Name, string Version) Asked(Component component) =>
        component.Type is "deb" or "apk" ? (component.SourceName ?? component.Name, component.SourceVersion ?? component.Version) : (component.Name, component.Version);
}
