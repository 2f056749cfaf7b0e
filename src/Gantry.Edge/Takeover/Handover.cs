using System.Net.Sockets;
using System.Text.Json;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;
using Gantry.Resources;

namespace Gantry.Edge.Takeover;

/// <summary>
/// The old edge's side of a takeover: passes on its lock, its addresses and what it knows of its replicas, waits until the new one is
/// ready, stops accepting, and says so. Up to the last step it can still go on as if nothing had been asked.
/// </summary>
/// <param name="retire">Stops accepting, and lets go of the lock. Returns when nothing more can come in.</param>
internal sealed class Handover(Tenure tenure, EdgeHome home, ListenerSet listeners, TrafficSwitch traffic, Func<Task> retire)
{
    /// <summary>What is said over the socket: that the new one is ready, and that it is in charge.</summary>
    public const byte Ready = (byte)'r', Yours = (byte)'y';

    /// <summary>A new edge that takes longer has something wrong with it.</summary>
    private const int Patience = 30_000;

    /// <returns>Why it could not be; null: it is done, and this edge only ends what it has begun.</returns>
    public Task<Problem?> GiveAsync(Claim claim, string boot) => Task.Run(async () =>
    {
        if (!tenure.TryPause())
            return new Problem("edge", "edge.takeover-busy", "Another edge is taking over already.", "Wait until it has, then look with \"gantry platform status\".");
        try
        {
            using var heir = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendTimeout = Patience, ReceiveTimeout = Patience };
            await heir.ConnectAsync(new UnixDomainSocketEndPoint(claim.Socket));
            heir.Blocking = true;
            Offer(heir, boot);
            Span<byte> said = stackalloc byte[1];
            if (heir.Receive(said) != 1 || said[0] != Ready) throw new IOException("it ended before it was ready");
            await retire();
            tenure.End(TimeSpan.FromSeconds(claim.DrainSeconds));
            Tell(heir);
            return null;
        }
        catch (Exception error) when (error is IOException or SocketException && !tenure.IsOver)
        {
            tenure.Resume();
            return new Problem("edge", "edge.takeover-failed", $"The new edge did not take over: {error.Message}", "The edge that serves goes on. See log/edge.log in the platform's home.");
        }
    });

    private void Offer(Socket heir, string boot)
    {
        var open = listeners.Open;
        var estate = JsonSerializer.SerializeToUtf8Bytes(new Estate
        {
            Boot = boot,
            ProcessId = Environment.ProcessId,
            Listened = [.. open.Select(listener => listener.EndPoint.ToString())],
            Down = [.. traffic.Gauges().Where(gauge => gauge.Health.IsDown)
                .Select(gauge => new DownReplica(gauge.Key.Name, gauge.Key.Address, gauge.Health.IsFailing, gauge.Health.RefusedPorts))],
        }, TakeoverJson.Default.Estate);
        Send(heir, BitConverter.GetBytes(estate.Length));
        Send(heir, estate);
        HandlePassing.Send(heir, [home.Handle, .. open.Select(listener => (int)listener.Handle.DangerousGetHandle())]);
    }

    private static void Tell(Socket heir)
    {
        try
        {
            Send(heir, [Yours]);
        }
        catch (SocketException)
        {
            // It died since it was ready. Whoever starts another edge finds the home free.
        }
    }

    private static void Send(Socket to, byte[] what)
    {
        for (var sent = 0; sent < what.Length;) sent += to.Send(what, sent, what.Length - sent, SocketFlags.None);
    }
}
