using System.Text.RegularExpressions;

namespace Gantry.Trust.Decisions.Advisories;

/// <summary>Names that their ecosystem takes for the same are made the same.</summary>
public static partial class PackageNames
{
    public static string Of(string ecosystem, string name) => ecosystem switch
    {
        // PEP 503.
        "PyPI" => Separators().Replace(name, "-").ToLowerInvariant(),
        "NuGet" or "Packagist" => name.ToLowerInvariant(),
        _ => name,
    };

    /// <summary>Red Hat names products by parts of a CPE; a package is told by the release alone.</summary>
    public static string Ecosystem(string ecosystem) =>
        RedHat().Match(ecosystem) is { Success: true } product ? "Red Hat:" + product.Groups[1].Value : ecosystem;

    [GeneratedRegex("[-_.]+")]
    private static partial Regex Separators();

    [GeneratedRegex("^Red Hat:(?:enterprise_linux|rhel_[a-z0-9]+):([0-9]+)")]
    private static partial Regex RedHat();
}
