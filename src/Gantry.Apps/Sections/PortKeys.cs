using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections;

internal static class PortKeys
{
    private const int MostPorts = 512;

    /// <summary>A port in the long form.</summary>
    internal sealed class PortDraft
    {
        public string? Target { get; set; }
        public string Published { get; set; } = "";
        public string? Address { get; set; }
        public string Protocol { get; set; } = "tcp";
    }

    public static readonly Section<PortDraft> Section = new Section<PortDraft>("a port", "services.<name>.ports[]")
        .Takes("target", "The port in the container.", (d, v) => d.Target = v.Word())
        .Takes("published", "The port, or range of ports, of this machine.", (d, v) => d.Published = v.Text() ?? "")
        .Takes("host_ip", "The address of this machine; the platform's default without it, which is loopback.", (d, v) => d.Address = v.Word())
        .TakesInPart("protocol", "tcp, which the edge carries, or udp, which the engine publishes for the one container that runs.", "sctp is refused.", (d, v) => d.Protocol = v.Word() ?? "tcp")
        .Notes("mode", "the edge balances between replicas")
        .Notes("app_protocol", "a published port carries TCP as it is", "Use x-gantry.routes for HTTP.")
        .Notes("name", "ports have no names here");

    public static void Read(ServiceDraft service, Value value)
    {
        var (seen, tcp, udp) = (new HashSet<PublishedPort>(), new List<PublishedPort>(), new List<PublishedPort>());
        if (!value.IsList && !value.IsNull)
        {
            value.Wrong("a list", "Write each as an item on a line of its own, in quotes and without a space: - \"8080:80\".");
            return;
        }

        foreach (var item in value.Items())
        {
            var (found, fault) = item.IsMap ? ReadLong(item) : ReadShort(item);
            if (fault is not null) item.Refuse(fault.Code, $"The port{(item.IsText ? " " + item.Shown : "")} {fault.Because}.", fault.Help);
            foreach (var port in found)
            {
                // The same once more says nothing new.
                if (!seen.Add(port)) continue;
                var alike = port.Protocol == "udp" ? udp : tcp;
                item.Context.Map.Add($"services.{service.Name}.{PlaceOf(port.Protocol)}.{alike.Count}", item.Mark);
                alike.Add(port);
            }
        }

        if (seen.Count > MostPorts) value.Refuse("compose.too-large", $"More than {MostPorts} ports are published.", "Publish only what clients need; route HTTP by host and path with x-gantry.routes.");
        else service.Is = service.Is with { Ports = tcp, UdpPorts = udp.Count > 0 ? udp : null };
    }

    /// <summary>Under which name the places of the ports are known, by their number among those of the protocol.</summary>
    public static string PlaceOf(string protocol) => protocol == "udp" ? "udp" : "ports";

    public static void ReadExpose(ServiceDraft service, Value value)
    {
        var ports = new SortedSet<int>();
        foreach (var item in value.Items())
        {
            if (item.Text() is not { } text) continue;
            var slash = text.IndexOf('/');
            var fault = slash < 0 ? null : PortText.Protocol(text[(slash + 1)..]);
            if (text.EndsWith("/udp", StringComparison.Ordinal)) fault = UdpExposed;
            if (fault is null && PortText.Range(slash < 0 ? text : text[..slash]) is { Length: <= MostPorts } range)
                ports.UnionWith(Enumerable.Range(range.First, range.Length));
            else
                item.Refuse(fault?.Code ?? "compose.bad-port", $"{item.Shown} in 'expose' {fault?.Because ?? "is not a port"}.", fault?.Help
                    ?? (text.Contains(':') ? "Write the container's port alone; to open it on this machine, move the line to 'ports'." : "Write a number from 1 to 65535, such as \"8080\"."));
        }

        service.Is = service.Is with { Expose = [.. ports] };
    }

    private static readonly PortFault UdpExposed = new("compose.refused-value", "is a UDP port, which the way from service to service does not carry", "Remove it; under 'ports' it can be published on this machine.");

    private static (IReadOnlyList<PublishedPort>, PortFault?) ReadShort(Value item) => item.Text() is { } text ? PortText.Parse(text) : ([], null);

    private static (IReadOnlyList<PublishedPort>, PortFault?) ReadLong(Value item)
    {
        var draft = new PortDraft();
        Section.Read(item, draft);
        if (draft.Target is null) return ([], new PortFault("compose.missing-key", "has no 'target'", "Write the port in the container: 'target: 80'."));
        return PortText.Protocol(draft.Protocol) is { } fault ? ([], fault) : PortText.Combine(draft.Address, draft.Published, draft.Target, draft.Protocol);
    }
}
