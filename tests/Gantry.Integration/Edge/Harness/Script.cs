using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Integration.Edge.Harness;

/// <summary>A replica that answers each request with bytes given beforehand, whatever they are, and may then close.</summary>
internal sealed class Script : IDisposable
{
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<string, (string Answer, bool Closes)> say;
    private int connections;

    /// <param name="at">Null: where nobody is.</param>
    public Script(Func<string, (string Answer, bool Closes)> say, IPAddress? at = null)
    {
        (this.say, Address) = (say, at ?? Loopback.Next());
        listener.Bind(new IPEndPoint(Address, 80));
        listener.Listen();
        _ = AcceptAsync();
    }

    public IPAddress Address { get; }
    public int Connections => Volatile.Read(ref connections);

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = TalkAsync(await listener.AcceptAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        Interlocked.Increment(ref connections);
        using var closing = socket;
        var heard = "";
        var buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = await socket.ReceiveAsync(buffer)) > 0;)
            {
                heard += Encoding.Latin1.GetString(buffer, 0, length);
                if (!Corpus.StrictReading.IsWhole(heard)) continue;
                var (answer, closes) = say(heard);
                heard = "";
                await socket.SendAsync(Encoding.Latin1.GetBytes(answer));
                if (closes) return;
            }
        }
        catch (SocketException)
        {
            // It has gone.
        }
    }
}
