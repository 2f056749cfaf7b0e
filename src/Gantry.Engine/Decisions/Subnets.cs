using System.Globalization;

namespace Gantry.Engine.Decisions;

/// <summary>Networks of the platform: /24s out of the upper three quarters of its block.</summary>
public static class Subnets
{
    /// <param name="block"><c>10.201</c>.</param>
    /// <param name="taken">Subnets in use, in CIDR notation.</param>
    public static IEnumerable<string> Free(string block, IEnumerable<string> taken)
    {
        var used = taken.ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(64, 192).Select(n => string.Create(CultureInfo.InvariantCulture, $"{block}.{n}.0/24")).Where(s => !used.Contains(s));
    }

    /// <summary>The lowest address from .10 up that is not taken; null when all are.</summary>
    /// <param name="subnet">A /24.</param>
    public static string? FreeAddress(string subnet, IReadOnlySet<string> taken)
    {
        var prefix = subnet[..subnet.LastIndexOf('.')];
        return Enumerable.Range(10, 245).Select(n => string.Create(CultureInfo.InvariantCulture, $"{prefix}.{n}")).FirstOrDefault(a => !taken.Contains(a));
    }

    public static bool Holds(string subnet, string address) => address[..address.LastIndexOf('.')] == subnet[..subnet.LastIndexOf('.')];
}
