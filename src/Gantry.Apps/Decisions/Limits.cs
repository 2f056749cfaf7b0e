using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>Limits that an engine would only refuse when the container is made.</summary>
internal static class Limits
{
    public static IEnumerable<Problem> Check(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services)
        {
            var at = $"services.{service.Name}";
            var limits = service.Resources;
            if (limits.MemswapLimit is { } swap && limits.MemoryBytes is null)
                yield return new Problem(facts.Place($"{at}.memswap_limit"), "compose.contradiction", "'memswap_limit' counts memory and swap together, and memory has no limit.", "Add 'mem_limit', or remove it.");
            else if (limits.MemswapLimit is > 0 and { } both && both < limits.MemoryBytes)
                yield return new Problem(facts.Place($"{at}.memswap_limit"), "compose.contradiction", "'memswap_limit' counts memory and swap together, and is lower than the limit of memory.", "Raise it, or make both equal for no swap.");
            if (limits.MemReservation > limits.MemoryBytes)
                yield return new Problem(facts.Place($"{at}.mem_reservation"), "compose.contradiction", "More memory is reserved than the service may use.", "Lower the reservation, or raise the limit.");
            if (limits.Cpus is not null && limits.CpuQuota is not null)
                yield return new Problem(facts.Place($"{at}.cpu_quota"), "compose.contradiction", "'cpu_quota' and 'cpus' limit the same in two ways.", "Keep 'cpus' (deploy.resources.limits.cpus) alone.");
            if (limits.Cpus is not null && limits.CpuPeriod is not null && limits.CpuQuota is null)
                yield return new Problem(facts.Place($"{at}.cpu_period"), "compose.contradiction", "'cpu_period' and 'cpus' limit the same in two ways.", "Keep 'cpus' (deploy.resources.limits.cpus) alone.");
        }
    }
}
