using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Responder;

/// <summary>Sends every text message back with the version before it.</summary>
internal static class WebSocketEcho
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static async Task ServeAsync(Settings settings, Wire wire, Request request, CancellationToken shut)
    {
        var accept = Convert.ToBase64String(Sha1(request.Headers["Sec-WebSocket-Key"] + Magic));
        await wire.SendAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
        await using var stream = new NetworkStream(wire.Socket);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        // Whoever is told to end says goodbye to those it talks with.
        await using var goodbye = shut.Register(() => _ = socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "going", CancellationToken.None));
        var buffer = new byte[4096];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
                return;
            }

            var text = $"{settings.Version}: {Encoding.UTF8.GetString(buffer, 0, got.Count)}";
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
        }
    }

#pragma warning disable CA5350 // What the protocol asks for; no secret is protected by it.
    private static byte[] Sha1(string text) => SHA1.HashData(Encoding.ASCII.GetBytes(text));
#pragma warning restore CA5350
}
