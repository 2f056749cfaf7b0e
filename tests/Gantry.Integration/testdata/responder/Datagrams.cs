using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Responder;

/// <summary>Answers each datagram with the version and what came.</summary>
internal static class Datagrams
{
    public static async Task EchoAsync(Settings settings, int port)
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Any, port));
        while (true)
        {
            var got = await socket.ReceiveAsync();
            await socket.SendAsync(Encoding.UTF8.GetBytes($"{settings.Version} {Encoding.UTF8.GetString(got.Buffer)}"), got.RemoteEndPoint);
        }
    }
}
