using Gantry.Edge.Routing;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Health;

/// <summary>
/// Watches the replicas in rotation: by their probe where there is one, and every one that is down more often, until it is
/// back. Follows the table; a replica that leaves it is left alone.
/// </summary>
/// <param name="knock">Asks a replica once, as <see cref="Knock.AskAsync"/> does.</param>
public sealed class Watch(
    TrafficSwitch traffic, TimeProvider time, CancellationToken stopping,
    Func<ReplicaGauge, ProbeDefinition, TimeProvider, CancellationToken, Task<bool>>? knock = null)
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(1);

    private readonly Func<ReplicaGauge, ProbeDefinition, TimeProvider, CancellationToken, Task<bool>> ask = knock ?? Knock.AskAsync;
    private readonly Lock sync = new();
    private readonly HashSet<ReplicaGauge> watched = [];
    private readonly HashSet<ReplicaGauge> sought = [];

    /// <param name="doubtful">The table comes from disk: nobody vouches for its replicas, so they are asked at once.</param>
    public void Start(bool doubtful)
    {
        traffic.Applied += () => Follow(traffic.Table.Fresh, doubtful: false);
        traffic.HealthChanged += gauge =>
        {
            if (gauge.Health.IsDown) Seek(gauge);
        };
        Follow(traffic.Table.Routes.Values, doubtful);
    }

    private void Follow(IEnumerable<TableRoute> routes, bool doubtful)
    {
        foreach (var route in routes)
        {
            var isProbed = ProbeOf(route.Spec) is not null;
            foreach (var gauge in route.Replicas)
            {
                // One that left while it was down, and came back before its last connection had ended, is still the one it was.
                if (gauge.Health.IsDown) Seek(gauge);
                if (isProbed) Look(gauge, doubtful);
            }
        }
    }

    private void Look(ReplicaGauge gauge, bool doubtful)
    {
        lock (sync)
        {
            if (!watched.Add(gauge)) return;
        }
        _ = RunAsync(watched, gauge, () => WatchAsync(gauge, doubtful));
    }

    private void Seek(ReplicaGauge gauge)
    {
        lock (sync)
        {
            if (!sought.Add(gauge)) return;
        }
        _ = RunAsync(sought, gauge, () => SeekAsync(gauge));
    }

    private async Task RunAsync(HashSet<ReplicaGauge> members, ReplicaGauge gauge, Func<Task> watch)
    {
        try
        {
            await watch();
        }
        catch (OperationCanceledException)
        {
            // The edge stops, or the replica left.
        }
        finally
        {
            lock (sync) members.Remove(gauge);
        }
        // What happened between the last look and leaving the set would be nobody's.
        if (stopping.IsCancellationRequested || gauge.IsAway) return;
        if (members == watched)
        {
            if (traffic.Table.Routes.TryGetValue(gauge.Route, out var route)) Follow([route], doubtful: false);
        }
        else if (gauge.Health.IsDown) Seek(gauge);
    }

    private async Task WatchAsync(ReplicaGauge gauge, bool doubtful)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, gauge.Leaving);
        while (traffic.Table.Routes.TryGetValue(gauge.Route, out var route) && ProbeOf(route.Spec) is { } probe)
        {
            if (!doubtful) await Task.Delay(probe.Interval > Soonest ? probe.Interval : Soonest, time, over.Token);
            if (!gauge.Health.IsFailing) traffic.Probed(gauge, await ask(gauge, probe, time, over.Token), strict: doubtful);
            doubtful = false;
        }
    }

    private async Task SeekAsync(ReplicaGauge gauge)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, gauge.Leaving);
        for (var pause = Soonest; gauge.Health.IsDown; pause = pause * 2 < Latest ? pause * 2 : Latest)
        {
            await Task.Delay(pause, time, over.Token);
            foreach (var port in gauge.Health.RefusedPorts)
            {
                var tcp = new ProbeDefinition { Kind = ProbeKind.Tcp, Port = port };
                if (await ask(gauge, tcp, time, over.Token)) traffic.Accepted(gauge, port);
            }
            if (!gauge.Health.IsFailing) continue;
            // Without a probe by now, nothing can say that it still fails.
            var probe = traffic.Table.Routes.TryGetValue(gauge.Route, out var route) ? ProbeOf(route.Spec) : null;
            traffic.Probed(gauge, probe is null || await ask(gauge, probe, time, over.Token));
        }
    }

    /// <summary>The probe that an edge can do; null if there is none, for a command is run by the engine.</summary>
    private static ProbeDefinition? ProbeOf(SnapshotRoute route)
    {
        if (route.Probe is not { Kind: ProbeKind.Http or ProbeKind.Tcp } probe) return null;
        if (probe.Port > 0) return probe;
        var port = route.Ports.Concat(route.Published.Select(published => published.Target)).Concat(route.Rules.Select(rule => rule.Port)).FirstOrDefault();
        return port == 0 ? null : probe with { Port = port };
    }
}
