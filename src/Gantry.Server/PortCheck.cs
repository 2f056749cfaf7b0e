using System.Net;
using System.Net.Sockets;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Routes;

namespace Gantry.Server;

/// <summary>Whether somebody else on this machine has a port that a release wants to publish. Better known before than after.</summary>
internal static class PortCheck
{
    public static IReadOnlyList<Problem> Taken(World world, ReleaseSpec release)
    {
        var ours = world.List(Kinds.Route).SelectMany(r => r.SpecAs<RouteSpec>().Published).Select(p => (p.Address, p.Published)).ToHashSet();
        var mine = world.List(Kinds.Replica).SelectMany(r => r.SpecAs<ReplicaSpec>().Container.UdpPorts ?? []).Select(p => (p.Address, p.Published)).ToHashSet();
        return
        [
            .. from service in release.Definition.Services
               from port in service.Ports
               where !ours.Contains((port.Address, port.Published)) && !Free(port.Address ?? "127.0.0.1", port.Published)
               select new Problem($"services.{service.Name}.ports", "port.taken",
                   $"Port {port.Published} on {port.Address ?? "127.0.0.1"} is in use by another program.",
                   $"See which with `ss -ltnp 'sport = :{port.Published}'`, or publish another port."),
            .. from service in release.Definition.Services
               from port in service.UdpPorts ?? []
               where !mine.Contains((port.Address, port.Published)) && !Free(port.Address ?? "127.0.0.1", port.Published, SocketType.Dgram)
               select new Problem($"services.{service.Name}.ports", "port.taken",
                   $"UDP port {port.Published} on {port.Address ?? "127.0.0.1"} is in use by another program.",
                   $"See which with `ss -lunp 'sport = :{port.Published}'`, or publish another port."),
        ];
    }

    public static bool IsFree(IPEndPoint address) => Free(address.Address.ToString(), address.Port);

    private static bool Free(string address, int port, SocketType type = SocketType.Stream)
    {
        try
        {
            using var probe = new Socket(IPAddress.Parse(address).AddressFamily, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
            // With it, UDP sockets share a port.
            if (type == SocketType.Stream) probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            probe.Bind(new IPEndPoint(IPAddress.Parse(address), port));
            if (type == SocketType.Stream) probe.Listen(1);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (Exception e) when (e is SocketException or FormatException)
        {
            // Another reason is the edge's to say, with the address that it tried.
            return true;
        }
    }
}
