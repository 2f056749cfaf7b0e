using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>Networks, and the names by which services find each other on them.</summary>
internal static class AppNetworks
{
    public const string Default = "default";

    /// <summary>Those that a service uses, sorted.</summary>
    public static IReadOnlyList<NetworkDefinition> Used(IEnumerable<ServiceDefinition> services) =>
        [.. services.SelectMany(s => s.Networks).Select(n => n.Network).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(n => new NetworkDefinition(n))];

    public static IEnumerable<Problem> Check(AppDefinition app, IReadOnlySet<string> declared, ComposeFacts facts)
    {
        foreach (var service in app.Services)
        {
            foreach (var name in service.Networks.Select(n => n.Network).Where(n => n != Default && !declared.Contains(n)))
                yield return new Problem(facts.Place($"services.{service.Name}.networks.{name}"), "compose.unknown-network", $"Service '{service.Name}' uses the network '{Quote.Short(name)}', which is not declared.",
                    Nearest.Of(name, declared) is { } near ? $"Did you mean '{near}'?" : $"Add '{Quote.Short(name)}:' under 'networks' at the top level.");
        }

        foreach (var name in declared.Where(d => app.Networks.All(n => n.Name != d) && d != Default).Order(StringComparer.Ordinal))
            yield return new Problem(facts.Place($"networks.{name}"), "compose.unused", $"No service uses the network '{Quote.Short(name)}'; it is not made.", "Remove it, or list it under a service's 'networks'.", Severity.Warning);
    }

    /// <summary>One name must lead to one service on a network.</summary>
    public static IEnumerable<Problem> CheckNames(AppDefinition app, ComposeFacts facts)
    {
        var owners = new Dictionary<(string Network, string Name), string>();
        foreach (var service in app.Services)
        {
            foreach (var network in service.Networks) owners.TryAdd((network.Network, service.Name.ToLowerInvariant()), service.Name);
        }

        foreach (var service in app.Services)
        {
            foreach (var network in service.Networks)
            {
                foreach (var alias in network.Aliases)
                {
                    var key = (network.Network, alias.ToLowerInvariant());
                    if (owners.TryAdd(key, service.Name) || owners[key] == service.Name) continue;
                    yield return new Problem(facts.Place($"services.{service.Name}.networks.{network.Network}.aliases"), "compose.name-clash",
                        $"The name '{Quote.Short(alias)}' leads to service '{owners[key]}' and to service '{service.Name}'.", "Give the name to one of the two; traffic is balanced between replicas, not between services.");
                }
            }
        }
    }
}
