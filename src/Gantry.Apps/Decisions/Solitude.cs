using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>A service without networks of the app (<c>network_mode</c> none or host): the edge does not reach it, and nobody finds it by name.</summary>
internal static class Solitude
{
    public static bool HasNoNetworks(ServiceDefinition service) => Mode(service) is not null;

    /// <summary>On the machine's own network two releases would open the same ports.</summary>
    public static Strategy Strategy(ServiceDefinition service) =>
        Mode(service) == "host" && service.Rollout.Strategy == Resources.Apps.Strategy.Auto ? Resources.Apps.Strategy.Recreate : service.Rollout.Strategy;

    public static IEnumerable<Problem> Check(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services)
        {
            if (Mode(service) is not { } mode) continue;
            var at = $"services.{service.Name}";
            var place = facts.Place($"{at}.network_mode");
            var because = $"With the network mode '{mode}' service '{service.Name}'";
            if (service.Networks.Count > 0)
                yield return new Problem(facts.Place($"{at}.networks"), "compose.contradiction", $"{because} is on no network of the app.", "Remove 'networks', or 'network_mode'.");
            if (service.Ports.Count > 0 || service.UdpPorts is not null)
                yield return new Problem(facts.Place($"{at}.ports"), "compose.contradiction", $"{because} cannot publish ports.", mode == "host" ? "Remove 'ports': what it opens is open on the machine." : "Remove 'ports', or 'network_mode'.");
            if (service.Routes.Count > 0)
                yield return new Problem(facts.Place($"{at}.routes.0"), "compose.contradiction", $"{because} cannot be reached by the edge.", "Remove its routes, or 'network_mode'.");
            if (service.Rollout.Probe is { Kind: ProbeKind.Http or ProbeKind.Tcp })
                yield return new Problem(facts.Place($"{at}.x-gantry.probe"), "compose.contradiction", $"{because} cannot be probed from outside.", "Give it a 'healthcheck', or a probe with 'command'.");
            if (mode == "host" && (service.Replicas > 1 || service.Rollout.Strategy is Resources.Apps.Strategy.BlueGreen or Resources.Apps.Strategy.Rolling))
                yield return new Problem(place, "compose.contradiction", $"{because} can run only once at a time.", "Run one replica, and remove 'strategy'.");
            if (service.Settings?.Naming is { Links: not null } or { Hostname: not null } && mode == "host")
                yield return new Problem(place, "compose.contradiction", $"{because} has the machine's names, not its own.", "Remove 'hostname' and 'links'.");
        }
    }

    private static string? Mode(ServiceDefinition service) => service.Settings?.Isolation?.NetworkMode;
}
