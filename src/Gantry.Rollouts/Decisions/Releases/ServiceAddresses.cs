using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Rollouts.Decisions;

/// <summary>Gives each service its own address out of the lower quarter of the platform's block. It keeps it for life (<see cref="AppSpec.Addresses"/>).</summary>
public static class ServiceAddresses
{
    /// <summary>x.y.0.1 to x.y.63.254, without addresses that end in 0 or 255.</summary>
    public static IReadOnlyDictionary<string, string> For(
        World world, string block, string environment, string app, IEnumerable<string> services)
    {
        var apps = world.List<AppSpec, AppStatus>(Kinds.App).ToList();
        var taken = apps.SelectMany(a => a.Spec.Addresses.Values).ToHashSet(StringComparer.Ordinal);
        var mine = apps.Find(a => a.Key == ResourceNames.App(environment, app))?.Spec.Addresses;
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        // A platform that had nothing to serve may have been given another block since.
        foreach (var (service, address) in (mine ?? result).Where(a => a.Value.StartsWith(block + ".", StringComparison.Ordinal)).ToList()) result[service] = address;
        var next = All(block).Where(a => !taken.Contains(a)).GetEnumerator();
        foreach (var service in services.Where(s => !result.ContainsKey(s)).Order(StringComparer.Ordinal).ToList())
        {
            if (!next.MoveNext()) throw new InvalidOperationException($"All service addresses of {block}.0.0/18 are in use.");
            result[service] = next.Current;
        }
        return result;
    }

    private static IEnumerable<string> All(string block) =>
        from third in Enumerable.Range(0, 64)
        from fourth in Enumerable.Range(1, 254)
        select string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{block}.{third}.{fourth}");
}
