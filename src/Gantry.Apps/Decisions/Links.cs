using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary><c>links</c>: names of other services that only this one uses, and <c>extra_hosts</c>, which must not take them.</summary>
internal static class Links
{
    /// <summary>A link is also a dependency.</summary>
    public static IEnumerable<Dependency> WithDependencies(ServiceDefinition service)
    {
        var linked = Of(service).Select(l => l.Service).Distinct(StringComparer.Ordinal).Where(l => service.DependsOn.All(d => d.Service != l)).ToList();
        if (linked.Count == 0) return service.DependsOn;
        return service.DependsOn.Concat(linked.Select(l => new Dependency(l, DependencyCondition.Started))).OrderBy(d => d.Service, StringComparer.Ordinal);
    }

    public static IEnumerable<Problem> Check(AppDefinition app, ComposeFacts facts)
    {
        var byName = app.Services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var service in app.Services)
        {
            foreach (var (name, alias) in Of(service))
            {
                var place = facts.Place($"services.{service.Name}.links.{name}");
                if (!byName.TryGetValue(name, out var other))
                {
                    yield return new Problem(place, "compose.unknown-service", $"Service '{service.Name}' links to '{Quote.Short(name)}', and there is no such service.",
                        Nearest.Of(name, byName.Keys) is { } near ? $"Did you mean '{near}'?" : "Name a service of this file, or ask for its profile with --profile.");
                }
                else if (!service.Networks.Any(n => other.Networks.Any(o => o.Network == n.Network)))
                    yield return new Problem(place, "compose.contradiction", $"Service '{service.Name}' links to '{name}', and they share no network.", "Put both on one network.");
                else if (alias != name && byName.TryGetValue(alias, out var taken))
                    yield return new Problem(place, "compose.name-clash", $"The alias '{Quote.Short(alias)}' is the name of service '{taken.Name}'.", "Choose another alias.");
            }

            foreach (var host in (service.Settings?.Naming?.ExtraHosts ?? []).Select(h => h[..h.IndexOf('=')]))
            {
                if (app.Services.Any(s => s.Name == host && s.Networks.Any(n => service.Networks.Any(m => m.Network == n.Network))))
                    yield return new Problem(facts.Place($"services.{service.Name}.extra_hosts"), "compose.name-clash", $"'{Quote.Short(host)}' is the name of a service, and would lead elsewhere for service '{service.Name}'.", "Choose another name.");
            }
        }
    }

    private static IEnumerable<(string Service, string Alias)> Of(ServiceDefinition service) =>
        (service.Settings?.Naming?.Links ?? []).Select(l => (l[..l.IndexOf('=')], l[(l.IndexOf('=') + 1)..]));
}
