using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Control;
using Gantry.Edge.Decisions;
using Gantry.Edge.Fast;
using Gantry.Edge.Fast.Tls;
using Gantry.Edge.Health;
using Gantry.Edge.Http;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;
using Gantry.Edge.Tcp;
using Gantry.Edge.Tls;
using Gantry.Resources.Traffic;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge;

/// <summary>Puts an edge together, and takes it from its first connection to its last.</summary>
public sealed class EdgeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(250);

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
    private readonly KestrelServer http;
    private readonly KestrelServer control;
    private readonly HttpLane lane;
    private readonly FastLane? fast;
    private readonly TlsEntrance? tls;
    private readonly ControlApi api;
    private readonly CancellationTokenSource stopping = new();
    private readonly Resources.Edges.EdgeLoss? lost;
    private readonly string boot = Guid.CreateVersion7().ToString("N");

    /// <exception cref="IOException">Another edge has this home.</exception>
    public EdgeProcess(EdgeOptions options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        var logs = new StderrLog(time);
        log = logs.CreateLogger("edge");
        home = EdgeHome.Take(options.Home);
        inflight = InflightFile.Open(Path.Combine(options.Home, "inflight.bin"), time, out lost);
        file = new SnapshotFile(options.Home);
        traffic = new TrafficSwitch(time, redirects: options.Https is not null);
        listeners = new ListenerSet(time);
        transport = new ChannelTransport(logs.CreateLogger("transport"));
        var forLoops = options.Https is not null && options.FastLane && Libssl.IsHere;
        if (options.Https is not null && options.FastLane && !forLoops) EdgeLog.NoLibssl(log);
        certificates = options.Https is null ? null : new CertificateShelf(options.Certificates, time, log, forLoops);
        reports = new ReportFeed(traffic, listeners, certificates, boot);
        intake = new SnapshotIntake(traffic, file.Save, Listen);
        var entrance = new Entrance(traffic, time);
        lane = new HttpLane(new Forwarder(traffic, entrance, new Exchange(inflight, time), options.Https?.Port ?? 0), inflight, log);
        var doorway = new Doorway(listeners, transport, new TcpLane(traffic, entrance, inflight, time), certificates is null ? null : new Handshake(certificates, time), time);
        tls = forLoops ? new TlsEntrance(certificates!, time) : null;
        fast = options.FastLane ? new FastLane(new LaneParts
        {
            Traffic = traffic,
            Inflight = inflight,
            Listeners = listeners,
            Doorway = doorway,
            General = transport,
            Tls = tls,
            Time = time,
            Log = log,
            Stopping = stopping.Token,
        }) : null;
        if (fast is null) listeners.Welcome((socket, local) => _ = doorway.WelcomeAsync(socket, local, stopping.Token));
        else listeners.Opened(fast.Attach);
        api = new ControlApi(intake, reports, () => StatsOf.Now(traffic, inflight, boot), Stop, stopping.Token);
        http = Servers.Public(transport, logs);
        control = Servers.Control(options.Socket, logs);
    }

    /// <summary>Serves until <see cref="Stop"/>, and returns when everything has ended.</summary>
    public async Task RunAsync()
    {
        Tell();
        await http.StartAsync(lane, CancellationToken.None);
        var stored = file.Load(SnapshotCheck.Of, out var problem);
        if (problem is not null) EdgeLog.Problem(log, problem.ToString());
        listeners.Apply(ListenPlan.Of(options.Http, options.Https));
        if (stored is not null) intake.Resume(stored);
        if (stored is not null) EdgeLog.Resumed(log, stored.Revision, stored.Routes.Count);
        reports.Lost(lost is null ? null : lost with { ServingAgain = time.GetUtcNow() });
        new Watch(traffic, time, stopping.Token).Start(doubtful: stored is not null);
        File.Delete(options.Socket);
        await control.StartAsync(api, CancellationToken.None);
        EdgeLog.Serving(log, options.Http, options.Socket, options.Home);
        using (time.CreateTimer(_ => inflight.Seen(time.GetUtcNow()), null, Heartbeat, Heartbeat)) await UntilStoppedAsync();
        await EndAsync();
    }

    /// <summary>Asks it to end in order.</summary>
    public void Stop() => stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        if (fast is not null) await fast.DisposeAsync();
        tls?.Dispose();
        certificates?.Dispose();
        http.Dispose();
        control.Dispose();
        transport.Dispose();
        inflight.Dispose();
        home.Dispose();
        stopping.Dispose();
    }

    private async Task UntilStoppedAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stopping.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    private async Task EndAsync()
    {
        listeners.Dispose();
        EdgeLog.Stopping(log, inflight.Requests, inflight.Connections);
        using var deadline = new CancellationTokenSource(options.StopTimeout, time);
        await Task.WhenAll(fast?.StopAsync(deadline.Token) ?? Task.CompletedTask, http.StopAsync(deadline.Token));
        while (inflight.Connections > 0 && !deadline.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, CancellationToken.None);
        await control.StopAsync(deadline.Token);
        File.Delete(options.Socket);
        EdgeLog.Stopped(log, inflight.Requests, inflight.Connections);
        inflight.Close();
    }

    private void Listen(TrafficSnapshot snapshot)
    {
        if (certificates is not null && traffic.Table.Fresh.Concat(traffic.Table.Dropped).Any(route => route.HostsForTls.Any()))
            certificates.Need(traffic.Table.Routes.Values.SelectMany(route => route.HostsForTls));
        listeners.Apply(listeners.Plan.With(snapshot, options.PublishAddress));
    }

    private void Tell()
    {
        if (lost is not null) EdgeLog.Lost(log, lost.LastSeen, lost.Requests, lost.Connections);
        traffic.Applied += () => EdgeLog.Applied(log, traffic.Table.Revision, traffic.Table.Routes.Count, traffic.Table.Fresh.Count);
        traffic.HealthChanged += gauge => (gauge.Health.IsDown ? (Action<ILogger, string>)EdgeLog.WentDown : EdgeLog.CameBack)(log, gauge.Name);
        listeners.FailuresChanged += () =>
        {
            foreach (var failure in listeners.Failures) EdgeLog.CannotListen(log, failure.Address, failure.Port, failure.Reason, failure.Route);
        };
    }
}
