using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Integration.Edge.Corpus;

/// <summary>A replica that writes down every byte it gets, and says "ok" to what looks like a request.</summary>
internal sealed class Recorder : IDisposable
{
    private static readonly byte[] Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray();

    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly List<string> heard = [];

    public Recorder()
    {
        listener.Bind(new IPEndPoint(Address, 80));
        listener.Listen();
        _ = AcceptAsync();
    }

    public IPAddress Address { get; } = Harness.Loopback.Next();

    /// <summary>What came on each connection since the last call.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (heard)
        {
            string[] all = [.. heard];
            heard.Clear();
            return all;
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = HearAsync(await listener.AcceptAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task HearAsync(Socket socket)
    {
        using var closing = socket;
        var all = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = await socket.ReceiveAsync(buffer)) > 0;)
            {
                all.Append(Encoding.Latin1.GetString(buffer, 0, length));
                if (!StrictReading.IsWhole(all.ToString())) continue;
                break;
            }
        }
        catch (SocketException)
        {
            // Cut off: what came is what counts.
        }
        if (all.Length == 0) return;
        // Written down before it is answered, so that who has the answer finds it here.
        lock (heard) heard.Add(all.ToString());
        try
        {
            await socket.SendAsync(Ok);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                // To its end, so that the answer is not lost.
            }
        }
        catch (SocketException)
        {
            // It has gone.
        }
    }
}
