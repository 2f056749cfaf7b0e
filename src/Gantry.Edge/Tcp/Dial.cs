using System.Net;
using System.Net.Sockets;

namespace Gantry.Edge.Tcp;

/// <summary>Connects to a replica.</summary>
public static class Dial
{
    /// <summary>A replica is on this machine, or near: one that takes longer is not there.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <exception cref="SocketException">Refused, unreachable, or <see cref="SocketError.TimedOut"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled from outside.</exception>
    public static async Task<Socket> ConnectAsync(IPEndPoint endpoint, TimeProvider time, CancellationToken cancellation, TimeSpan? limit = null)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = new CancellationTokenSource(limit ?? Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await socket.ConnectAsync(endpoint, either.Token);
            return socket;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
