using Gantry.Apps.Reading;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>A request must lead to one service, on one port.</summary>
internal static class Routes
{
    public static IEnumerable<Problem> CheckClashes(AppDefinition app, ComposeFacts facts)
    {
        var all = app.Services.SelectMany(s => s.Routes.Select((r, i) => new Written(r, s.Name, facts.Place($"services.{s.Name}.routes.{i}")))).ToList();
        if (all.Count < 2) yield break;
        var owners = new Dictionary<(string Host, string Path, bool Exact, RouteMatch? Match), Written>();
        foreach (var written in all.OrderBy(r => PlaceOrder.Of(r.Place)))
        {
            var (route, service, place) = written;
            var key = (route.Host ?? "*", route.Path, route.Exact, route.Match);
            if (owners.TryAdd(key, written)) continue;
            var (_, other, where) = owners[key];
            yield return new Problem(place, "compose.route-clash",
                $"The route {route.Host ?? "(every host)"}{route.Path} of service '{service}' is {(other == service ? "written twice" : $"also one of service '{other}'")}: see {where}.", "Give one of the two another host, path or match.");
        }
    }

    /// <summary>A port left out must be clear from what the file says; what the image adds is not known here.</summary>
    public static IEnumerable<Problem> CheckPorts(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services)
        {
            var ports = service.Expose.Concat(service.Ports.Select(p => p.Target)).Distinct().Order().ToList();
            if (ports.Count < 2) continue;
            var list = string.Join(", ", ports);
            for (var i = 0; i < service.Routes.Count; i++)
            {
                if (service.Routes[i].Port == 0)
                    yield return new Problem(facts.Place($"services.{service.Name}.routes.{i}"), "compose.ambiguous-port", $"The route names no port, and service '{service.Name}' has several: {list}.", "Write the route's 'port'.");
            }

            if (service.Rollout.Probe is { Kind: ProbeKind.Http or ProbeKind.Tcp, Port: 0 })
                yield return new Problem(facts.Place($"services.{service.Name}.x-gantry.probe"), "compose.ambiguous-port", $"The probe names no port, and service '{service.Name}' has several: {list}.", "Write the probe's 'port'.");
        }
    }

    private sealed record Written(RouteRule Route, string Service, string Place);
}
