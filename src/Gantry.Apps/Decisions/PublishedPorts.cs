using Gantry.Apps.Reading;
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
        var all = app.Services.SelectMany(s => s.Ports.Select((p, i) => (Port: p, Service: s.Name, Place: facts.Place($"services.{s.Name}.ports.{i}"))));
        foreach (var (port, service, place) in all.OrderBy(p => PlaceOrder.Of(p.Place)))
        {
            if (!taken.TryGetValue(port.Published, out var others)) taken[port.Published] = others = [];
            var clash = others.FirstOrDefault(o => Overlap(o.Address, port.Address));
            others.Add((port.Address, service, place));
            if (clash.Service is null) continue;
            yield return new Problem(place, "compose.port-clash",
                $"Port {port.Published} is published twice: by service '{clash.Service}' at {clash.Place} and by service '{service}' here.", "Choose another published port for one of the two.");
        }
    }

    /// <summary>The platform's default address is not known here; it is loopback unless it was configured, and clashes with both.</summary>
    private static bool Overlap(string? a, string? b) => a == b || a is null || b is null || IsAny(a) || IsAny(b);

    private static bool IsAny(string address) => IPAddress.Parse(address) is var ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
}
