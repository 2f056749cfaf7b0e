using System.Net.Sockets;
using System.Text;

namespace Responder;

/// <summary>A protocol of its own on TCP: whoever connects is greeted with the version and gets back all that it sends.</summary>
internal static class EchoLines
{
    public static async Task ServeAsync(Settings settings, Socket client)
    {
        await client.SendAsync(Encoding.UTF8.GetBytes($"{settings.Version}\n"));
        var buffer = new byte[4096];
        int got;
        while ((got = await client.ReceiveAsync(buffer)) > 0) await client.SendAsync(buffer.AsMemory(0, got));
    }
}
