using System.Globalization;
using System.Net;

namespace Gantry.Engine.Decisions;

/// <summary>Networks of the platform: /24s out of the upper three quarters of its block.</summary>
public static class Subnets
{
    /// <param name="block"><c>10.201</c>.</param>
    /// <param name="taken">Subnets in use, in CIDR notation.</param>
    /// <returns>Those that overlap with none of them, in order.</returns>
    public static IEnumerable<string> Free(string block, IEnumerable<string> taken)
    {
        var there = taken.Select(t => IPNetwork.TryParse(t, out var network) ? network : (IPNetwork?)null).OfType<IPNetwork>().ToList();
        return Enumerable.Range(64, 192).Select(n => string.Create(CultureInfo.InvariantCulture, $"{block}.{n}.0/24")).Where(free =>
        {
            var network = IPNetwork.Parse(free);
            return !there.Exists(t => t.Contains(network.BaseAddress) || network.Contains(t.BaseAddress));
        });
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
