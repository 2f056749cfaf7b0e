using Gantry.Resources.Apps;

namespace Gantry.Rollouts.Decisions;

/// <summary>In which order services start: each after all it depends on, whatever the condition says.</summary>
/// <remarks>
/// <c>service_started</c> waits for readiness too. It is stricter than compose, and what the writers of such files want: a
/// dependent that starts a moment too early and dies.
/// </remarks>
public static class StartOrder
{
    /// <summary>Groups that can start at the same time, first to last; names within a group sorted. Cycles were refused before.</summary>
    public static IReadOnlyList<IReadOnlyList<ServiceDefinition>> Levels(IReadOnlyList<ServiceDefinition> services)
    {
        var byName = services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        int Level(ServiceDefinition s)
        {
            if (levels.TryGetValue(s.Name, out var known)) return known;
            levels[s.Name] = 0;
            return levels[s.Name] = s.DependsOn.Where(d => byName.ContainsKey(d.Service))
                .Select(d => Level(byName[d.Service]) + 1).DefaultIfEmpty(0).Max();
        }
        return [.. services.GroupBy(Level).OrderBy(g => g.Key)
            .Select(g => (IReadOnlyList<ServiceDefinition>)[.. g.OrderBy(s => s.Name, StringComparer.Ordinal)])];
    }
}
