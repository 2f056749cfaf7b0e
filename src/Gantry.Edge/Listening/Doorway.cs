using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Decisions;
using Gantry.Edge.Forwarding;
using Gantry.Edge.Guards;
using Gantry.Edge.Tcp;
using Gantry.Edge.Tls;

namespace Gantry.Edge.Listening;

/// <summary>Meets each new connection: is it allowed, what does it speak, which lane is its.</summary>
public sealed class Doorway(ListenerSet listeners, ChannelTransport http, TcpLane tcp, Handshake? handshake, TimeProvider time)
{
    /// <summary>A container may call before the snapshot that names it is here: so long it waits instead of being refused.</summary>
    public static readonly TimeSpan Introduction = TimeSpan.FromSeconds(3);

    /// <summary>A client of a port that may speak anything: after so long a silence the server is expected to speak first.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);

    /// <summary>Where HTTP is spoken, clients open connections ahead of use; so long they are kept.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where connections count while they are here.</summary>
    internal Guests Guests { get; init; } = new(new GuardLimits());

    /// <summary>Takes over the socket.</summary>
    /// <param name="local">The address that was listened on.</param>
    /// <param name="introduced">Whom the connection is from, if its PROXY header was read already.</param>
    public Task WelcomeAsync(Socket client, IPEndPoint local, CancellationToken stopping, IPAddress? introduced = null) => LeadAsync(client, introduced, stopping, async guest =>
    {
        client.NoDelay = true;
        var target = await AdmitAsync(guest.Address, local, stopping);
        if (target is null) return (null, null);
        if (introduced is null && !target.IsPrivate && listeners.Trust.Introducers.Has(guest.Address)
            && (await ProxyGreeting.ReadAsync(client, time, stopping) is not { } said || !guest.IsFor(said))) return (null, null);
        var arrival = Arrival.At(target, guest.Address, listeners.Trust);
        return (arrival, await ServeAsync(client, target, arrival, guest, stopping));
    });

    /// <summary>Takes over the socket of a client that was let in and has said something, of which nothing is read.</summary>
    public Task MeetAsync(Socket client, ListenTarget target, Arrival arrival, CancellationToken stopping) =>
        LeadAsync(client, arrival.Client, stopping, async guest => (arrival, await ServeAsync(client, target, arrival, guest, stopping)));

    /// <summary>Takes over the socket of a client that was let in and has said nothing for <see cref="Silence"/>.</summary>
    public Task HearServerAsync(Socket client, Arrival arrival, CancellationToken stopping) =>
        LeadAsync(client, arrival.Client, stopping, async guest => (arrival, await PassAsync(client, arrival, true, guest, stopping)));

    /// <param name="from">Whom it is from; null: from who connected.</param>
    private async Task LeadAsync(Socket client, IPAddress? from, CancellationToken stopping, Func<DoorGuest, Task<(Arrival? Arrival, Wire? Wire)>> find)
    {
        try
        {
            using var guest = new DoorGuest(client, from, Guests, time);
            var (arrival, wire) = await find(guest);
            guest.GoesToWork();
            if (wire is Wire.Tls) await http.HandOverAsync(client, arrival!, handshake!, stopping);
            // From here on it counts there. Twice would be worse than not at all: somebody would have to go for it.
            guest.Dispose();
            if (wire is Wire.Http1 or Wire.Http2) http.HandOver(client, wire.Value, arrival!);
            else if (wire is not Wire.Tls) client.Dispose();
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            client.Dispose();
        }
    }

    private async Task<ListenTarget?> AdmitAsync(IPAddress client, IPEndPoint local, CancellationToken stopping)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var planned = listeners.Planned.Next;
            if (listeners.TargetOf(local) is not { } target) return null;
            if (target.Callers?.Contains(client) != false) return target;
            var left = Introduction - time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero) return null;
            try
            {
                await planned.WaitAsync(left, time, stopping);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    /// <returns>What of HTTP it speaks; null if it was served here, or nothing came of it.</returns>
    private async Task<Wire?> ServeAsync(Socket client, ListenTarget target, Arrival arrival, DoorGuest guest, CancellationToken stopping)
    {
        if (target.IsTls) return Wire.Tls;
        if (target.Route is null) return await WaitForHttpAsync(client, stopping);
        if (Sniffer.IsOpaque(target.Port)) return await PassAsync(client, arrival, false, guest, stopping);
        if (!await FirstBytes.WaitAsync(client, target.SpeaksHttp ? Idle : Silence, time, stopping))
            return target.SpeaksHttp ? null : await PassAsync(client, arrival, true, guest, stopping);
        var wire = await FirstBytes.ReadAsync(client, time, stopping);
        return wire == Wire.Raw ? await PassAsync(client, arrival, false, guest, stopping) : wire;
    }

    private Task<Wire?> PassAsync(Socket client, Arrival arrival, bool mayTurnOut, DoorGuest guest, CancellationToken stopping)
    {
        guest.GoesToWork();
        return tcp.RunAsync(client, arrival, mayTurnOut, stopping);
    }

    private async Task<Wire?> WaitForHttpAsync(Socket client, CancellationToken stopping)
    {
        if (!await FirstBytes.WaitAsync(client, Idle, time, stopping)) return null;
        // What is not HTTP gets HTTP's answer to that.
        return await FirstBytes.ReadAsync(client, time, stopping) == Wire.Http2 ? Wire.Http2 : Wire.Http1;
    }
}
