using System.Net.WebSockets;
using System.Text;

namespace Gantry.Integration.Support;

/// <summary>Conversations with the test app over WebSocket.</summary>
public static class WebSockets
{
    public static async Task<ClientWebSocket> OpenAsync(Site site)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", site.Host);
        await socket.ConnectAsync(new Uri($"ws://{site.Address}/ws"), TestContext.Current.CancellationToken);
        return socket;
    }

    public static async Task<string> SayAsync(this ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        return await socket.HearAsync() ?? throw new IOException($"Closed instead of answering: {socket.CloseStatusDescription}");
    }

    /// <summary>The next message; null when the other side says goodbye.</summary>
    public static async Task<string?> HearAsync(this ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        var got = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return got.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, got.Count);
    }
}
