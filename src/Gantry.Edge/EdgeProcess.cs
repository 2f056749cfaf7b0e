using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Control;
using Gantry.Edge.Decisions;
using Gantry.Edge.Fast;
using Gantry.Edge.Fast.Tls;
using Gantry.Edge.Guards;
using Gantry.Edge.Health;
using Gantry.Edge.Http;
using Gantry.Edge.Listening;
using Gantry.Edge.Mirror;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen;
using Gantry.Edge.Seen.Log;
using Gantry.Edge.Seen.Log.Decisions;
using Gantry.Edge.Takeover;
using Gantry.Edge.Tcp;
using Gantry.Edge.Tls;
using Gantry.Edge.Tls.Decisions;
using Gantry.Resources.Traffic;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge;

/// <summary>Puts an edge together, and takes it from its first connection to its last.</summary>
public sealed class EdgeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(250);

    /// <summary>At the drain limit connections without a request still end in order.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>So long one that has taken over may need until it answers; after that it has died.</summary>
    private static readonly TimeSpan Introduction = TimeSpan.FromSeconds(5);

    private readonly EdgeOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly EdgeHome home;
    private readonly InflightFile inflight;
    private readonly TrafficSwitch traffic;
    private readonly ListenerSet listeners;
    private readonly ChannelTransport transport;
    private readonly CertificateShelf? certificates;
    private readonly SnapshotFile file;
    private readonly ReportFeed reports;
    private readonly SnapshotIntake intake;
    private readonly Lazy<KestrelServer> http;
    private readonly Lazy<KestrelServer> control;
    private readonly HttpLane lane;
    private readonly FastLane? fast;
    private readonly TlsEntrance? tls;
    private readonly ControlApi api;
    private readonly MetricsListener? metrics;
    private readonly AccessLog? access;
    private readonly Seat seat;
    private readonly Elders elders;
    private readonly Heir? heir;
    private readonly Doorway doorway;
    private readonly Guests guests;
    private readonly Mirrors mirrors;
    private readonly CancellationTokenSource stopping = new();

    /// <summary>The certificates for the snapshot that it starts with are read.</summary>
    private Task secured = Task.CompletedTask;
    private readonly Resources.Edges.EdgeLoss? lost;
    private readonly string boot = Guid.CreateVersion7().ToString("N");

    private EdgeProcess(EdgeOptions options, TimeProvider time, EdgeHome home, Heir? heir)
    {
        (this.options, this.time, this.home, this.heir) = (options, time, home, heir);
        var logs = new StderrLog(time);
        log = logs.CreateLogger("edge");
        lost = Remains.Collect(options.Home, time);
        inflight = InflightFile.Open(Remains.FileOf(options.Home, boot), time, out _);
        seat = new Seat(options.Socket, boot);
        elders = new Elders(options.Home, time, log);
        file = new SnapshotFile(options.Home);
        traffic = new TrafficSwitch(time, redirects: options.Https is not null);
        listeners = new ListenerSet(time) { Trust = options.Trust };
        transport = new ChannelTransport(logs.CreateLogger("transport"));
        var forLoops = options.Https is not null && options.FastLane && Libssl.IsHere;
        if (options.Https is not null && options.FastLane && !forLoops) EdgeLog.NoLibssl(log);
        certificates = options.Https is null ? null : new CertificateShelf(options.Certificates, options.SealKey, time, log, forLoops);
        var page = new MetricsPage(Stats);
        metrics = options.Metrics is null ? null : new MetricsListener(options.Metrics, page, time, logs);
        reports = new ReportFeed(traffic, listeners, [.. new IProblems?[] { certificates, metrics }.OfType<IProblems>()], boot);
        intake = new SnapshotIntake(traffic, Save, Listen);
        guests = new Guests(options.Limits);
        var entrance = new Entrance(traffic, time);
        access = options.AccessLog is not { } wanted ? null
            : new AccessLog(new LogFormat(wanted.IsJson, wanted.WithQuery, options.Trust.Proxies), new LogFile(wanted.File, AccessLogOptions.Most, time), time, log);
        tls = forLoops ? new TlsEntrance(certificates!, time) : null;
        doorway = new Doorway(listeners, transport, new TcpLane(traffic, entrance, inflight, time) { Access = access }, certificates is null ? null : new Handshake(certificates, time), time) { Idle = options.Limits.Idle, Guests = guests };
        var parts = new LaneParts
        {
            Traffic = traffic,
            Inflight = inflight,
            Listeners = listeners,
            Doorway = doorway,
            General = transport,
            Tls = tls,
            Access = access,
            Time = time,
            Log = log,
            Stopping = stopping.Token,
            Guests = guests,
        };
        mirrors = parts.Mirrors;
        lane = new HttpLane(new Forwarder(traffic, entrance, new Exchange(inflight, new GeneralMirror(mirrors), time), options.Https?.Port ?? 0), traffic, inflight, time, log, access);
        fast = options.FastLane ? new FastLane(parts with { Lane = lane }) : null;
        api = new ControlApi(intake, reports, Stats, page, Stop, stopping.Token)
        {
            Give = claim => new Handover(api!.Tenure, home, listeners, traffic, RetireAsync).GiveAsync(claim, boot),
        };
        http = new Lazy<KestrelServer>(() => Servers.Public(transport, guests, time, logs));
        control = new Lazy<KestrelServer>(() => Servers.Control(seat.Own, logs));
    }

    /// <exception cref="IOException">Another edge has this home.</exception>
    /// <exception cref="TakeoverException">It was to be taken over from, and is not.</exception>
    public static async Task<EdgeProcess> CreateAsync(EdgeOptions options, TimeProvider time)
    {
        if (!options.TakeOver) return new EdgeProcess(options, time, EdgeHome.Take(options.Home), null);
        var (heir, home) = await Heir.AskAsync(options, time);
        return new EdgeProcess(options, time, home, heir);
    }

    /// <summary>Serves until <see cref="Stop"/>, and returns when everything has ended.</summary>
    public async Task RunAsync()
    {
        var stored = file.Load(SnapshotCheck.Of, out var problem);
        if (heir is not null) listeners.Inherit(heir.Sockets);
        listeners.Apply(ListenPlan.Of(options.Http, options.Https));
        if (stored is not null) intake.Resume(stored);
        if (heir is not null)
        {
            // Who comes in next is not to wait for what could have been ready.
            await Task.WhenAll(secured, http.Value.StartAsync(lane, CancellationToken.None));
            await TakeOverAsync(heir);
        }
        if (fast is not null)
        {
            listeners.Opened(Attach);
        }
        else
        {
            await secured;
            listeners.Welcome(Welcome);
        }
        // Requests are served from here on; whatever they do not need comes after. What goes to the general lane until then waits in its transport.
        Tell();
        if (problem is not null) EdgeLog.Problem(log, problem.ToString());
        if (stored is not null && heir is null) EdgeLog.Resumed(log, stored.Revision, stored.Routes.Count);
        if (heir is null) await Task.WhenAll(secured, http.Value.StartAsync(lane, CancellationToken.None));
        reports.Lost(lost is null ? null : lost with { ServingAgain = time.GetUtcNow() });
        new Watch(traffic, time, stopping.Token).Start(doubtful: stored is not null && heir is null);
        await control.Value.StartAsync(api, CancellationToken.None);
        seat.Take();
        await elders.MeetAsync(seat.Others(), stored);
        reports.Follow(elders, heir?.Estate.Boot);
        api.Tenure.Begin();
        // Nobody waits for it: what is to be served is served by now.
        if (metrics is not null) _ = Task.Run(() => metrics.RunAsync(stopping.Token));
        EdgeLog.Serving(log, options.Http, options.Socket, options.Home);
        var wasLate = false;
        using (time.CreateTimer(_ => inflight.Seen(time.GetUtcNow()), null, Heartbeat, Heartbeat))
        {
            await Task.WhenAny(UntilStoppedAsync(), api.Tenure.Ended);
            if (api.Tenure.IsOver) wasLate = !await FinishAsync(await api.Tenure.Ended);
        }
        await EndAsync(wasLate ? Farewell : options.StopTimeout);
    }

    private Resources.Edges.EdgeStats Stats() => StatsOf.Now(traffic, inflight, boot, time) with { Guards = guests.Tally.Read(), DroppedLines = access?.Dropped ?? 0 };

    /// <summary>Asks it to end in order.</summary>
    public void Stop() => stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        if (fast is not null) await fast.DisposeAsync();
        tls?.Dispose();
        mirrors.Stop();
        certificates?.Dispose();
        metrics?.Dispose();
        access?.Dispose();
        heir?.Dispose();
        if (http.IsValueCreated) http.Value.Dispose();
        if (control.IsValueCreated) control.Value.Dispose();
        transport.Dispose();
        inflight.Dispose();
        home.Dispose();
        stopping.Dispose();
    }

    private void Welcome(Socket socket, IPEndPoint local)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote || !guests.Admit(remote.Address))
        {
            socket.Dispose();
            return;
        }
        // From the first on: one that has said nothing yet is served to its end by a process that was replaced.
        transport.Presence.Enter();
        _ = transport.Presence.LeaveAfter(doorway.WelcomeAsync(socket, local, stopping.Token));
    }

    private async Task UntilStoppedAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stopping.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    private async Task EndAsync(TimeSpan limit)
    {
        listeners.Dispose();
        EdgeLog.Stopping(log, inflight.Requests, inflight.Connections);
        using var deadline = new CancellationTokenSource(limit, time);
        await Task.WhenAll(fast?.StopAsync(deadline.Token) ?? Task.CompletedTask, http.Value.StopAsync(deadline.Token));
        while (inflight.Connections > 0 && !deadline.IsCancellationRequested) await Task.Delay(Look, time, CancellationToken.None);
        // Those before a process that was replaced are its heir's by now.
        if (!api.Tenure.IsOver) await elders.StopAsync(deadline.Token);
        else await Task.WhenAny(api.Tenure.Met, Task.Delay(Introduction, time, deadline.Token));
        api.Tenure.FallSilent();
        await control.Value.StopAsync(deadline.Token);
        seat.Leave();
        EdgeLog.Stopped(log, inflight.Requests, inflight.Connections);
        inflight.Close();
        File.Delete(Remains.FileOf(options.Home, boot));
    }

    /// <summary>Everything is ready but for the accepting: the old one stops that, and this one begins.</summary>
    private async Task TakeOverAsync(Heir old)
    {
        foreach (var down in old.Estate.Down)
        {
            if (traffic.Gauges().FirstOrDefault(gauge => gauge.Key == (down.Name, down.Address)) is not { } gauge) continue;
            if (down.Failing) traffic.Probed(gauge, passed: false, strict: true);
            foreach (var port in down.Refused) traffic.Refused(gauge, port);
        }
        await old.ReadyAsync(time);
        EdgeLog.TookOver(log, old.Estate.ProcessId, old.Sockets.Count);
    }

    /// <summary>Another process accepts from here on, and has the home.</summary>
    private async Task RetireAsync()
    {
        await listeners.RetireAsync(fast is null ? listeners.SettleAsync : fast.SettleAsync);
        fast?.Finish();
        lane.Finish();
        metrics?.Retire();
        home.Dispose();
    }

    /// <summary>Returns when everything has ended that was begun, or when it was told to stop.</summary>
    /// <returns>False: at the limit.</returns>
    private async Task<bool> FinishAsync(TimeSpan limit)
    {
        EdgeLog.Replaced(log, inflight.Requests, inflight.Connections, (int)limit.TotalSeconds);
        using var deadline = new CancellationTokenSource(limit, time);
        await using var introduction = time.CreateTimer(_ => api.Tenure.WaitNoMore(), null, Introduction, Timeout.InfiniteTimeSpan);
        while (IsBusy && !deadline.IsCancellationRequested && !stopping.IsCancellationRequested) await Task.Delay(Look, time, CancellationToken.None);
        if (!IsBusy || stopping.IsCancellationRequested) return true;
        EdgeLog.DrainLimit(log, inflight.Requests, inflight.Connections);
        return false;
    }

    private bool IsBusy => transport.Presence.Count > 0 || fast?.Clients > 0 || inflight.Requests > 0 || inflight.Connections > 0;

    /// <summary>Kept for the next start, and given to those who were before, so that nobody starts anything by the one before when this returns.</summary>
    private void Save(TrafficSnapshot snapshot, SnapshotChange? change)
    {
        if (!api.Tenure.IsOver) file.Save(snapshot, change);
        elders.Follow(snapshot);
    }

    private void Listen(TrafficSnapshot snapshot)
    {
        certificates?.Show(snapshot.Challenges ?? []);
        var table = traffic.Table;
        if (certificates is not null && table.Fresh.Concat(table.Dropped).Any(route => route.IsForTls))
        {
            if (api.Tenure.HasBegun) Need();
            else secured = Task.Run(Need);
        }
        listeners.Apply(listeners.Plan.With(snapshot, options.PublishAddress));

        void Need()
        {
            certificates!.Clients.Ask(new HostDemands(table.Routes.Values.SelectMany(route => route.Spec.Rules)));
            certificates.Need(table.Routes.Values.SelectMany(route => route.HostsOfFiles), table.Routes.Values.Any(route => route.IsForTls));
        }
    }

    /// <summary>Handshakes wait until there is something to make them with; other requests don't wait for that.</summary>
    private void Attach(PortListener listener)
    {
        if (secured.IsCompleted || !listener.EndPoint.Equals(options.Https)) fast!.Attach(listener);
        else _ = secured.ContinueWith(_ => fast!.Attach(listener), TaskScheduler.Default);
    }

    private void Tell()
    {
        if (lost is not null) EdgeLog.Lost(log, lost.LastSeen, lost.Requests, lost.Connections);
        traffic.Applied += () => EdgeLog.Applied(log, traffic.Table.Revision, traffic.Table.Routes.Count, traffic.Table.Fresh.Count);
        traffic.HealthChanged += gauge => (gauge.IsDown ? (Action<ILogger, string>)EdgeLog.WentDown : EdgeLog.CameBack)(log, gauge.Name);
        listeners.FailuresChanged += TellFailures;
        TellFailures();

        void TellFailures()
        {
            foreach (var failure in listeners.Failures) EdgeLog.CannotListen(log, failure.Address, failure.Port, failure.Reason, failure.Route);
        }
    }
}
