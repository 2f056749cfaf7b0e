using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Http2;

/// <summary>A client that sends frames as it is told to, be they right or not.</summary>
internal sealed class RawHttp2 : IDisposable
{
    public const byte Data = 0, Headers = 1, Priority = 2, Reset = 3, Settings = 4, Push = 5, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;
    public const byte EndStream = 1, Ack = 1, EndHeaders = 4;

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<byte> sent = [];

    public static async Task<RawHttp2> ConnectAsync(IPEndPoint to, params (int What, int Value)[] settings)
    {
        var client = new RawHttp2();
        await client.socket.ConnectAsync(to);
        client.sent.AddRange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        client.Frame(Settings, 0, 0, [.. settings.SelectMany(one => (byte[])[0, (byte)one.What, .. Number(one.Value)])]);
        return client;
    }

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Fields(string method, string path, params (string Name, string Value)[] more) =>
        [.. new[] { (":method", method), (":scheme", "http"), (":path", path), (":authority", "shop.test") }.Concat(more).SelectMany(field => Field(field.Item1, field.Item2))];

    public void Get(int stream, string path) => Frame(Headers, EndStream | EndHeaders, stream, Fields("GET", path));

    public void Frame(byte kind, int flags, int stream, params byte[] payload) =>
        sent.AddRange([(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, kind, (byte)flags, .. Number(stream), .. payload]);

    /// <summary>Sends what was put together.</summary>
    public async Task FlushAsync()
    {
        byte[] all = [.. sent];
        sent.Clear();
        try
        {
            for (var at = 0; at < all.Length;) at += await socket.SendAsync(all.AsMemory(at));
        }
        catch (SocketException)
        {
            // The edge has had enough.
        }
    }

    /// <returns>The next frame; null at the end of the connection.</returns>
    public async Task<(byte Kind, byte Flags, int Stream, byte[] Payload)?> NextAsync()
    {
        if (await ReadAsync(9) is not { } head) return null;
        return await ReadAsync((head[0] << 16) | (head[1] << 8) | head[2]) is { } payload
            ? (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload) : null;
    }

    /// <summary>Why the edge ended the connection.</summary>
    public async Task<int> GoodbyeAsync()
    {
        while (await NextAsync() is { } frame)
        {
            if (frame.Kind == GoAway) return BinaryPrimitives.ReadInt32BigEndian(frame.Payload.AsSpan(4));
        }
        return -1;
    }

    /// <summary>The contents of an answer, and why its stream was ended if it was; -1: it was not.</summary>
    public async Task<(string Body, int Fault)> AnswerAsync(int stream)
    {
        var body = new StringBuilder();
        while (await NextAsync() is { } frame)
        {
            if (frame.Kind == GoAway) Assert.Fail($"The connection was ended: {Convert.ToHexString(frame.Payload)}");
            if (frame.Stream != stream) continue;
            if (frame.Kind == Reset) return (body.ToString(), BinaryPrimitives.ReadInt32BigEndian(frame.Payload));
            if (frame.Kind == Data) body.Append(Encoding.Latin1.GetString(frame.Payload));
            if (frame.Kind is Data or Headers && (frame.Flags & EndStream) != 0) return (body.ToString(), -1);
        }
        return (body.ToString(), -2);
    }

    public void Dispose() => socket.Dispose();

    private static byte[] Field(string name, string value) => [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private async Task<byte[]?> ReadAsync(int length)
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        var bytes = new byte[length];
        try
        {
            for (var at = 0; at < length;)
            {
                var got = await socket.ReceiveAsync(bytes.AsMemory(at), deadline.Token);
                if (got == 0) return null;
                at += got;
            }
            return bytes;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
