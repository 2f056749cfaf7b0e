using System.Net;
using System.Net.Sockets;

namespace Gantry.Integration.Support;

/// <summary>A port of this machine that nobody listened on a moment ago.</summary>
public static class FreePort
{
    public static int Take()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
