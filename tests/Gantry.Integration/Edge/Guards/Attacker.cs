using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Guards;

/// <summary>A client that means no good, on an address of its own.</summary>
internal sealed class Attacker : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly byte[] buffer = new byte[64 * 1024];

    public static async Task<Attacker> ConnectAsync(IPEndPoint edge, IPAddress? from = null, int window = 0)
    {
        var attacker = new Attacker();
        if (from is not null) attacker.socket.Bind(new IPEndPoint(from, 0));
        if (window > 0) attacker.socket.ReceiveBufferSize = window;
        await attacker.socket.ConnectAsync(edge);
        return attacker;
    }

    /// <summary>Whether the edge has ended the connection, without reading what it sent.</summary>
    public bool IsCut
    {
        get
        {
            try
            {
                return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
            }
            catch (SocketException)
            {
                return true;
            }
        }
    }

    public async Task<bool> SayAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes)..];
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public Task<bool> SayAsync(string text) => SayAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Says the same again and again, with a pause in between, until the edge ends it.</summary>
    /// <returns>What it said to that.</returns>
    public async Task<string> DribbleAsync(string text)
    {
        var hearing = HearAsync();
        var since = Stopwatch.GetTimestamp();
        using var pause = new PeriodicTimer(Pause);
        while (!hearing.IsCompleted && await pause.WaitForNextTickAsync())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < EdgeUnderTest.Patience, "The edge waits for it for ever.");
            if (!await SayAsync(text)) break;
        }
        return await hearing;
    }

    /// <summary>Everything until the edge ends it, and how it ended it is no matter.</summary>
    public async Task<string> HearAsync()
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        var all = new StringBuilder();
        try
        {
            for (int length; (length = await socket.ReceiveAsync(buffer, deadline.Token)) > 0;) all.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (SocketException)
        {
            // Broken off.
        }
        return all.ToString();
    }

    /// <summary>One answer, as far as it comes at once.</summary>
    public async Task<string> HearSomeAsync()
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        return Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer, deadline.Token));
    }

    public void Dispose() => socket.Dispose();
}
