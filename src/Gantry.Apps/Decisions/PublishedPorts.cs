using Gantry.Resources;
using Gantry.Resources.Apps;
using System.Net;

namespace Gantry.Apps.Decisions;

/// <summary>A port of the machine can be opened once.</summary>
internal static class PublishedPorts
{
    public static IEnumerable<Problem> Check(AppDefinition app, ComposeFacts facts)
    {
        var taken = new Dictionary<int, List<(string? Address, string Service, string Place)>>();
        foreach (var service in app.Services)
        {
            for (var i = 0; i < service.Ports.Count; i++)
            {
                var port = service.Ports[i];
                var place = facts.Place($"services.{service.Name}.ports.{i}");
                if (!taken.TryGetValue(port.Published, out var others)) taken[port.Published] = others = [];
                var clash = others.FirstOrDefault(o => Overlap(o.Address, port.Address));
                others.Add((port.Address, service.Name, place));
                if (clash.Service is null) continue;
                yield return new Problem(place, "compose.port-clash",
                    $"Port {port.Published} is published twice: by service '{clash.Service}' at {clash.Place} and by service '{service.Name}' here.", "Choose another published port for one of the two.");
            }
        }
    }

    /// <summary>The platform's default address is not known here; it is loopback unless it was configured, and clashes with both.</summary>
    private static bool Overlap(string? a, string? b) => a == b || a is null || b is null || IsAny(a) || IsAny(b);

    private static bool IsAny(string address) => IPAddress.Parse(address) is var ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
}
