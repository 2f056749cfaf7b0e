using System.Net.Sockets;
using Gantry.Edge.Control;
using Gantry.Edge.Decisions;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;

namespace Gantry.Edge.Tcp;

/// <summary>Passes connections through as they are, each to one replica for as long as it lasts.</summary>
public sealed class TcpLane(TrafficSwitch traffic, Entrance entrance, InflightFile inflight, TimeProvider time)
{
    /// <param name="mayTurnOut">The client is silent so far: it may still turn out to speak HTTP, unless the server speaks first.</param>
    /// <returns>What of HTTP the client turned out to speak, with nothing of it read; null if the connection was served and is over.</returns>
    public async Task<Wire?> RunAsync(Socket client, Arrival arrival, bool mayTurnOut, CancellationToken stopping)
    {
        client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        var ticket = new Ticket(arrival.Query("", "", isSecure: false));
        while (true)
        {
            using var claim = (await entrance.EnterAsync(ticket, stopping)).Claim;
            if (claim is null)
            {
                Pump.Reset(client);
                return null;
            }
            using var replica = await ConnectAsync(claim, ticket, stopping);
            if (replica is null) continue;
            if (mayTurnOut)
            {
                var first = await FirstToSpeakAsync(client, replica, claim, stopping);
                if (first is Wire.Http1 or Wire.Http2) return first;
                // Nothing was said, so nothing is lost by starting over with a replica that is in rotation.
                if (first is null) continue;
            }
            await PumpAsync(client, replica, claim);
            return null;
        }
    }

    private async Task PumpAsync(Socket client, Socket replica, ReplicaClaim claim)
    {
        inflight.ConnectionBegins();
        try
        {
            var whole = await Pump.RunAsync(client, replica, claim.Meter, claim.Cut);
            if (!whole) claim.Count(claim.Cut.IsCancellationRequested ? Failure.Cut : Failure.Truncated);
        }
        finally
        {
            inflight.ConnectionEnds();
        }
    }

    private async Task<Socket?> ConnectAsync(ReplicaClaim claim, Ticket ticket, CancellationToken stopping)
    {
        try
        {
            var replica = await Dial.ConnectAsync(claim.EndPoint, time, stopping);
            replica.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            claim.Connected();
            return replica;
        }
        catch (SocketException)
        {
            claim.Count(Failure.Connect);
            ticket.Refused(claim.Gauge);
            traffic.Refused(claim.Gauge, claim.Port);
            return null;
        }
    }

    /// <returns>What the client speaks, <see cref="Wire.Raw"/> if the server spoke first, null if the replica left the rotation meanwhile.</returns>
    private async Task<Wire?> FirstToSpeakAsync(Socket client, Socket replica, ReplicaClaim claim, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(claim.Leaving, stopping);
        var fromClient = FirstBytes.WaitAsync(client, Timeout.InfiniteTimeSpan, time, over.Token);
        var fromReplica = FirstBytes.WaitAsync(replica, Timeout.InfiniteTimeSpan, time, over.Token);
        var first = await Task.WhenAny(fromClient, fromReplica);
        var left = first.IsCanceled;
        await over.CancelAsync();
        await Task.WhenAll(fromClient, fromReplica).ContinueWith(static _ => { }, TaskScheduler.Default);
        stopping.ThrowIfCancellationRequested();
        if (left) return null;
        return first == fromClient ? await FirstBytes.ReadAsync(client, time, stopping) : Wire.Raw;
    }
}
