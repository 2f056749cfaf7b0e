using Gantry.Resources.Apps;

namespace Gantry.Rollouts.Decisions;

/// <summary>Who can reach whom: services that share a network.</summary>
public static class Peers
{
    /// <summary>Names of the services that share a network with the given one, itself included, sorted.</summary>
    public static IReadOnlyList<string> Of(AppDefinition app, ServiceDefinition service) =>
    [
        .. app.Services.Where(s => Share(s, service)).Select(s => s.Name).Order(StringComparer.Ordinal)
    ];

    /// <summary>Every name by which <paramref name="caller"/> may call <paramref name="callee"/>: its own and the aliases on shared networks.</summary>
    public static IEnumerable<string> NamesOf(ServiceDefinition callee, ServiceDefinition caller) =>
        callee.Networks.Where(n => caller.Networks.Any(m => m.Network == n.Network))
            .SelectMany(n => n.Aliases).Prepend(callee.Name).Concat(Links(caller, callee.Name)).Distinct(StringComparer.Ordinal);

    /// <summary>Names that the caller alone gives to it.</summary>
    private static IEnumerable<string> Links(ServiceDefinition caller, string callee) => (caller.Settings?.Naming?.Links ?? [])
        .Where(l => l.StartsWith(callee + "=", StringComparison.Ordinal)).Select(l => l[(callee.Length + 1)..]);

    private static bool Share(ServiceDefinition a, ServiceDefinition b) =>
        a.Networks.Any(n => b.Networks.Any(m => m.Network == n.Network));
}
