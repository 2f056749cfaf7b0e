using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Integration.Edge.Harness;

/// <summary>A replica that speaks no HTTP.</summary>
internal sealed class TcpBackend : IDisposable
{
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<Socket, Task> talk;

    public TcpBackend(int port, Func<Socket, Task> talk)
    {
        this.talk = talk;
        listener.Bind(new IPEndPoint(Address, port));
        listener.Listen();
        _ = AcceptAsync();
    }

    public IPAddress Address { get; } = Loopback.Next();

    /// <summary>Sends back what it gets, and ends when the client has ended.</summary>
    public static async Task EchoAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        for (int length; (length = await socket.ReceiveAsync(buffer)) > 0;) await socket.SendAsync(buffer.AsMemory(0, length));
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Speaks first, then answers one line.</summary>
    public static async Task GreetAsync(Socket socket)
    {
        await socket.SendAsync("220 hello\r\n"u8.ToArray());
        var buffer = new byte[1024];
        var length = await socket.ReceiveAsync(buffer);
        await socket.SendAsync(Encoding.ASCII.GetBytes("you said " + Encoding.ASCII.GetString(buffer, 0, length)));
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync();
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = TalkAsync(socket);
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await talk(socket);
            }
            catch (SocketException)
            {
                // The client went.
            }
        }
    }
}

/// <summary>A client that speaks no HTTP.</summary>
internal sealed class TcpClientSide : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp);

    public static async Task<TcpClientSide> ConnectAsync(IPAddress address, int port)
    {
        var side = new TcpClientSide();
        await side.socket.ConnectAsync(address, port);
        return side;
    }

    public Task SayAsync(string text) => SayAsync(Encoding.ASCII.GetBytes(text));

    public async Task SayAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    public void End() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends it in a way that is no end.</summary>
    public void Reset() => socket.Close(0);

    public async Task<string> HearAsync()
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        var buffer = new byte[1024];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, deadline.Token));
    }

    public async Task<byte[]> HearAllAsync()
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        using var all = new MemoryStream();
        await using var stream = new NetworkStream(socket);
        await stream.CopyToAsync(all, deadline.Token);
        return all.ToArray();
    }

    public void Dispose() => socket.Dispose();
}
