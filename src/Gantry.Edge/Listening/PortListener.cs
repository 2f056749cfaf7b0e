using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Fast.Kernel;

namespace Gantry.Edge.Listening;

/// <summary>Listens on one address and gives what it accepts to the doorway.</summary>
public sealed class PortListener : IDisposable
{
    private const int Backlog = 4096;
    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;
    private const int SoReusePort = 15;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private readonly Socket socket;
    private readonly CancellationTokenSource closing = new();

    /// <param name="socket">Listens already, and does not block.</param>
    public PortListener(Socket socket, IPEndPoint endpoint)
    {
        this.socket = socket;
        EndPoint = endpoint;
        Closed = closing.Token;
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>For who accepts without <see cref="RunAsync"/>; never blocks.</summary>
    public SafeSocketHandle Handle => socket.SafeHandle;

    /// <summary>Cancelled when it is closed.</summary>
    public CancellationToken Closed { get; }

    /// <param name="shared">
    /// Another listener of this edge has the same port on every address, or on one of them. The kernel allows that only if both
    /// agree, and then gives a connection to the one with the closer address.
    /// </param>
    /// <param name="isLocal">Its clients are on this machine.</param>
    /// <exception cref="SocketException">The address is taken, is not of this machine, or is not allowed.</exception>
    public static PortListener Open(IPEndPoint endpoint, bool shared, bool isLocal = false)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption(SolSocket, SoReuseAddress, [1, 0, 0, 0]);
            // As for connections to replicas: inherited, so it costs no call for each that is accepted.
            if (isLocal) Libc.CheapestFlow((int)socket.Handle);
            if (endpoint.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = false;
            var listener = new PortListener(socket, endpoint);
            if (shared) listener.Share();
            socket.Bind(endpoint);
            socket.Listen(Backlog);
            // What is accepted inherits this, and is spared a call each.
            socket.NoDelay = true;
            socket.Blocking = false;
            return listener;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Share() => socket.SetRawSocketOption(SolSocket, SoReusePort, [1, 0, 0, 0]);

    /// <summary>Done when nothing is accepted any more and all that was is welcomed.</summary>
    public Task Accepting { get; private set; } = Task.CompletedTask;

    /// <summary>Accepts until it leaves.</summary>
    public void Start(Action<Socket, IPEndPoint> welcome, TimeProvider time) => Accepting = Task.Run(() => RunAsync(welcome, time));

    private async Task RunAsync(Action<Socket, IPEndPoint> welcome, TimeProvider time)
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                welcome(await socket.AcceptAsync(closing.Token), EndPoint);
            }
            catch (SocketException) when (!closing.IsCancellationRequested)
            {
                // Out of file handles, or the client was gone already: what waits in the queue is not lost by waiting a little.
                await Task.Delay(Breath, time);
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    /// <summary>Nothing is accepted from it any more; what waits in its queue stays there.</summary>
    public void Leave() => closing.Cancel();

    public void Dispose()
    {
        closing.Cancel();
        socket.Dispose();
    }
}
