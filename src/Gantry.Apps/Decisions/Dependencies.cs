using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>What services wait for.</summary>
internal static class Dependencies
{
    /// <param name="all">Also the services that their profiles leave out.</param>
    /// <param name="wanted">The dependencies as written, with those that may be absent.</param>
    public static IEnumerable<Problem> CheckNames(string service, IReadOnlyList<Dependency> wanted, IReadOnlySet<string> active, IReadOnlySet<string> all, ComposeFacts facts)
    {
        foreach (var dependency in wanted.Where(d => !active.Contains(d.Service)))
        {
            var place = facts.Place($"services.{service}.depends_on.{dependency.Service}");
            var name = Quote.Short(dependency.Service);
            if (!dependency.Required)
                yield return new Problem(place, "compose.absent-dependency", $"Service '{service}' does not wait for '{name}', which is absent.", "Nothing is to be done: 'required: false' allows it.", Severity.Note);
            else if (all.Contains(dependency.Service))
                yield return new Problem(place, "compose.inactive-service", $"Service '{service}' depends on '{name}', which its profiles leave out.", "Ask for one of its profiles with --profile, or write 'required: false'.");
            else
                yield return new Problem(place, "compose.unknown-service", $"Service '{service}' depends on '{name}', and there is no such service.",
                    Nearest.Of(dependency.Service, active.Where(a => a != service)) is { } near ? $"Did you mean '{near}'?" : "Name a service of this file, or remove it from depends_on.");
        }
    }

    public static IEnumerable<Problem> CheckConditions(AppDefinition app, ComposeFacts facts)
    {
        var byName = app.Services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var service in app.Services)
        {
            foreach (var dependency in service.DependsOn.Where(d => d.Condition == DependencyCondition.Healthy))
            {
                if (!byName.TryGetValue(dependency.Service, out var other)) continue;
                var place = facts.Place($"services.{service.Name}.depends_on.{other.Name}");
                if (other.OneOff)
                    yield return new Problem(place, "compose.contradiction", $"Service '{service.Name}' waits for '{other.Name}' to be healthy, and that one runs once and ends.", "Write 'condition: service_completed_successfully'.");
                else if (other.Rollout.Probe is { Kind: ProbeKind.None } || (other.Healthcheck is { Disabled: true } && other.Rollout.Probe is null))
                    yield return new Problem(place, "compose.never-healthy", $"Service '{service.Name}' waits for '{other.Name}' to be healthy, and its health is not checked.",
                        $"Give '{other.Name}' a healthcheck or an x-gantry.probe, or write 'condition: service_started'.");
            }
        }
    }

    /// <summary>Each cycle once, from its first name in order.</summary>
    public static IEnumerable<Problem> CheckCycles(AppDefinition app, ComposeFacts facts)
    {
        var edges = app.Services.ToDictionary(s => s.Name, s => s.DependsOn.Select(d => d.Service).Order(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in edges.Keys.Order(StringComparer.Ordinal))
        {
            if (Find(start, edges, done, []) is not { } cycle) continue;
            var first = cycle.IndexOf(cycle.Min(StringComparer.Ordinal)!);
            var turned = cycle.Skip(first).Concat(cycle.Take(first)).ToList();
            yield return new Problem(facts.Place($"services.{turned[0]}.depends_on.{turned[1 % turned.Count]}"), "compose.cycle",
                turned.Count == 1 ? $"Service '{turned[0]}' depends on itself." : $"Services wait for each other in a circle: {string.Join(" → ", turned.Append(turned[0]))}.",
                turned.Count == 1 ? "Remove it from its depends_on." : "Remove one of these from depends_on; a service should come up and try again while what it needs is away.");
        }
    }

    private static List<string>? Find(string name, Dictionary<string, List<string>> edges, HashSet<string> done, List<string> path)
    {
        var at = path.IndexOf(name);
        if (at >= 0)
        {
            // All on the path are spoken for, so that one circle is not reported from each of its members.
            done.UnionWith(path);
            return path[at..];
        }

        if (done.Contains(name) || !edges.TryGetValue(name, out var next)) return null;
        path.Add(name);
        foreach (var other in next)
        {
            if (Find(other, edges, done, path) is { } cycle) return cycle;
        }

        path.RemoveAt(path.Count - 1);
        done.Add(name);
        return null;
    }
}
