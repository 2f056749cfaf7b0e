using System.Net.Sockets;
using Gantry.Edge.Control;
using Gantry.Edge.Decisions;
using Gantry.Edge.Http;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen;
using Gantry.Edge.Seen.Log;

namespace Gantry.Edge.Tcp;

/// <summary>Passes connections through as they are, each to one replica for as long as it lasts.</summary>
public sealed class TcpLane(TrafficSwitch traffic, Entrance entrance, InflightFile inflight, TimeProvider time)
{
    /// <summary>Where each connection becomes a line when it is over; null: nowhere.</summary>
    internal AccessLog? Access { get; init; }

    /// <param name="mayTurnOut">The client is silent so far: it may still turn out to speak HTTP, unless the server speaks first.</param>
    /// <returns>What of HTTP the client turned out to speak, with nothing of it read; null if the connection was served and is over.</returns>
    public async Task<Wire?> RunAsync(Socket client, Arrival arrival, bool mayTurnOut, CancellationToken stopping)
    {
        client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        var began = time.GetTimestamp();
        var ticket = new Ticket(arrival.Query("", "", isSecure: false));
        while (true)
        {
            var entry = await entrance.EnterAsync(ticket, stopping);
            using var claim = entry.Claim;
            if (claim is null)
            {
                Pump.Reset(client);
                Note(arrival, began, "refused", (0, 0), entry.Route?.Name);
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
            var (how, bytes) = await PumpAsync(client, replica, claim);
            Note(arrival, began, how, bytes, claim.Route, claim);
            return null;
        }
    }

    /// <param name="how">It ended.</param>
    private void Note(Arrival arrival, long began, string how, (long Received, long Sent) bytes, string? route, ReplicaClaim? claim = null)
    {
        if (Access?.Take() is not { } note) return;
        var took = time.GetElapsedTime(began);
        note.Begin((time.GetUtcNow() - took).ToUnixTimeMilliseconds());
        note.Put(Forwarded.Text(arrival.Client));
        (note.Ended, note.Route, note.Passed) = (how, route, new Passed(0, (long)took.TotalMicroseconds, bytes.Received, bytes.Sent));
        if (claim is not null) (note.Release, note.Replica) = (claim.Release, claim.Gauge.Name);
        Access.Push(note);
    }

    private async Task<(string How, (long Received, long Sent) Bytes)> PumpAsync(Socket client, Socket replica, ReplicaClaim claim)
    {
        inflight.ConnectionBegins();
        try
        {
            var pump = new Pump(claim.Meter);
            var whole = await pump.RunAsync(client, replica, claim.Cut);
            var isCut = !whole && claim.Cut.IsCancellationRequested;
            if (!whole) claim.Count(isCut ? Failure.Cut : Failure.Truncated);
            return (whole ? "whole" : isCut ? "cut" : "broken", (pump.Received, pump.Sent));
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
