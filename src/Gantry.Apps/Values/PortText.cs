using Gantry.Resources.Apps;
using System.Globalization;
using System.Net;

namespace Gantry.Apps.Values;

/// <summary>Why a port cannot be read: the end of a sentence that begins with the port, and what to write instead.</summary>
internal sealed record PortFault(string Code, string Because, string Help);

/// <summary>Compose's short form of ports: <c>[address:][published:]target[/protocol]</c>, each part a number or a range.</summary>
internal static class PortText
{
    private const int WidestRange = 256;

    public static (IReadOnlyList<PublishedPort> Ports, PortFault? Fault) Parse(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal)) return ([], new PortFault("compose.bad-port", "is an address of the web", "Write the ports alone, such as \"8080:80\"; clients choose the protocol."));
        var slash = text.IndexOf('/');
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..];
        if (Protocol(protocol) is { } refused) return ([], refused);
        var numbers = slash < 0 ? text : text[..slash];
        string? address = null;
        var colon = numbers.LastIndexOf(':');
        if (colon < 0)
            return Range(numbers) is { } alone ? ([], NoPublished(alone.First.ToString(CultureInfo.InvariantCulture))) : ([], NoPort);
        var target = numbers[(colon + 1)..];
        var published = numbers[..colon];
        colon = published.LastIndexOf(':');
        if (colon >= 0)
        {
            address = published[..colon].Trim('[', ']');
            published = published[(colon + 1)..];
        }

        return Combine(address, published, target, protocol);
    }

    /// <summary>The same for the parts of the long form; <paramref name="published"/> empty means that none is named.</summary>
    public static (IReadOnlyList<PublishedPort> Ports, PortFault? Fault) Combine(string? address, string published, string target, string protocol)
    {
        if (address is not null && Address(address) is null)
            return ([], new PortFault("compose.bad-port", "has no valid address before its ports", "Write an IP address such as 127.0.0.1:8080:80; host names are not taken here."));
        if (Range(target) is not { } inside) return ([], NoPort);
        if (published.Length == 0) return ([], NoPublished(target));
        if (Range(published) is not { } outside) return ([], NoPort);
        if (inside.Length == 1 && outside.Length > 1)
            return ([], new PortFault("compose.refused-value", $"is published at one of {outside.Length} ports, and which one would change with every release", $"Write one of them: \"{outside.First}:{target}\"."));
        if (outside.Length != inside.Length)
            return ([], new PortFault("compose.bad-port", $"maps {outside.Length} published to {inside.Length} target ports", "Write two ranges of the same length, such as 8000-8004:9000-9004."));
        if (inside.Length > WidestRange)
            return ([], new PortFault("compose.bad-port", $"names more than {WidestRange} ports at once", "Publish only what clients need; route HTTP by host and path with x-gantry.routes."));
        return ([.. Enumerable.Range(0, inside.Length).Select(i => new PublishedPort(address is null ? null : Address(address), outside.First + i, inside.First + i, protocol))], null);
    }

    public static PortFault? Protocol(string protocol) => protocol switch
    {
        "tcp" or "udp" => null,
        "sctp" => new PortFault("compose.refused-value", "is an SCTP port, and Gantry publishes TCP and UDP only", "Remove it, or run this service beside Gantry for now."),
        _ => new PortFault("compose.bad-port", "has an unknown protocol after the '/'", "Leave it out for TCP, or write /udp."),
    };

    /// <summary>A port or a range of them, from 1 to 65535; null when it is neither.</summary>
    public static (int First, int Length)? Range(string text)
    {
        var dash = text.IndexOf('-');
        if (Number(dash < 0 ? text : text[..dash]) is not { } first || Number(dash < 0 ? text : text[(dash + 1)..]) is not { } last) return null;
        return last >= first ? (first, last - first + 1) : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535 ? number : null;

    private static string? Address(string text)
    {
        if (!text.Contains(':') && text.Count(c => c == '.') != 3) return null;
        return IPAddress.TryParse(text, out var address) && address.ScopeSuffix() == 0 ? address.ToString() : null;
    }

    private static long ScopeSuffix(this IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;

    private static readonly PortFault NoPort =
        new("compose.bad-port", "is not a port mapping", "Write \"published:target\" with numbers from 1 to 65535, such as \"8080:80\".");

    private static PortFault NoPublished(string target) =>
        new("compose.port-without-host", "names no port of this machine, and one that changes with every release is of no use",
            $"Write \"8080:{target}\" to publish it, 'expose' to offer it to other services, or x-gantry.routes for HTTP.");
}
