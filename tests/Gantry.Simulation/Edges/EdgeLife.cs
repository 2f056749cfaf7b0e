using System.Text.Json;
using Gantry.Edge.Control;
using Gantry.Edge.Health;
using Gantry.Edge.Routing;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Machine;

namespace Gantry.Simulation.Edges;

/// <summary>
/// One process of the edge: its own switch, entrance, intake and watch, put together as its program does, with simulated
/// replicas behind it instead of sockets.
/// </summary>
public sealed class EdgeLife
{
    private readonly EdgeBugs _bugs;
    private readonly EdgeDisk _disk;
    private readonly List<Inbox<EdgeReport>> _listeners = [];
    private readonly SnapshotIntake _intake;
    private readonly CancellationTokenSource _stopping = new();
    private EdgeReport? _told;
    private TrafficSnapshot? _promised;
    private TrafficSnapshot? _offered;
    private IReadOnlyList<SnapshotRoute> _served = [];

    public EdgeLife(SimLoop loop, SimEngine engine, EdgeDisk disk, EdgeBugs bugs)
    {
        (_bugs, _disk) = (bugs, disk);
        Boot = $"boot-{++disk.Boots}";
        Process = new Incarnation(loop, Boot);
        Switch = new TrafficSwitch(Process.Time);
        Entrance = new Entrance(Switch, Process.Time);
        _intake = new SnapshotIntake(Switch, (s, _) => disk.Store(JsonSerializer.SerializeToUtf8Bytes(s, GantryJson.Default.TrafficSnapshot), bugs.StoresLate), _ => { });
        Switch.Applied += Look;
        Switch.Lapsed += Look;
        Switch.HealthChanged += _ => Look();
        Process.Start(() =>
        {
            var stored = disk.Stored is null || bugs.ForgetsSnapshot ? null : JsonSerializer.Deserialize(disk.Stored, GantryJson.Default.TrafficSnapshot);
            if (stored is not null) _intake.Resume(stored);
            if (!bugs.NeverForgives) new Watch(Switch, Process.Time, _stopping.Token, async (gauge, _, time, cancel) =>
            {
                await Task.Delay(TimeSpan.FromMicroseconds(500), time, cancel);
                return engine.At(gauge.Address.ToString()) is { Listens: true };
            }).Start(doubtful: stored is not null);
            Serves = true;
            if (Switch.Table.Revision < disk.Promised) disk.Broken?.Invoke($"{Boot} starts with revision {Switch.Table.Revision}, and {disk.Promised} had been acknowledged");
            loop.Trace($"edge {Boot} serves revision {Switch.Table.Revision}");
        });
    }

    public string Boot { get; }
    public Incarnation Process { get; }
    public TrafficSwitch Switch { get; }
    public Entrance Entrance { get; }

    /// <summary>It has started and has what it started from in force.</summary>
    public bool Serves { get; private set; }

    /// <summary>Who waits for an answer of this process.</summary>
    public List<TaskCompletionSource<EdgeReport?>> Unanswered { get; } = [];

    public EdgeReport Report
    {
        get
        {
            var report = ReportFeed.Of(Switch, Boot);
            if (_promised is { } promised && (promised.Revision > report.Revision || _bugs.AppliesHalf))
                report = report with { Revision = promised.Revision };
            return _bugs.DeniesLingering ? report with { Lingering = [] } : report;
        }
    }

    /// <summary>Called in its process.</summary>
    public (EdgeReport? Report, string? Refusal) Take(TrafficSnapshot offered)
    {
        _offered = offered;
        if (_bugs.NeverHolds) offered = offered with { Routes = [.. offered.Routes.Select(r => r with { Hold = false })] };
        if (_bugs.NeverLapses) offered = offered with { Routes = [.. offered.Routes.Select(r => r with { DrainTimeout = TimeSpan.FromDays(1) })] };
        if (_bugs.HoldsShortly) offered = offered with { Routes = [.. offered.Routes.Select(r => r with { HoldTimeout = TimeSpan.FromMilliseconds(500) })] };
        if (_bugs.AppliesHalf && offered.Revision > Switch.Table.Revision)
        {
            var half = offered.Routes.Take(offered.Routes.Count / 2).Concat(_served.Where(r => offered.Routes.Skip(offered.Routes.Count / 2).Any(o => o.Name == r.Name))).ToList();
            (_promised, _served) = (offered, offered.Routes);
            _intake.Take(offered with { Routes = half }, out _);
            Process.Schedule(TimeSpan.FromMilliseconds(700), () => _intake.Resume(offered));
            return (Report, null);
        }
        if (_bugs.AcknowledgesBeforeSwitch)
        {
            _promised = offered;
            Process.Schedule(TimeSpan.FromMilliseconds(700), () => _intake.Take(offered, out _));
            return (Report, null);
        }
        if (_bugs.TakesOlder && offered.Revision < Switch.Table.Revision)
        {
            _intake.Resume(offered);
            return (Report, null);
        }
        var taken = _intake.Take(offered, out var problems) == Intake.Applied;
        if (taken) _disk.Promised = offered.Revision;
        return taken ? (Report, null) : (null, problems[0].Message);
    }

    /// <summary>Called in its process. Null: it does not serve what the change starts from.</summary>
    public EdgeReport? Take(SnapshotChange offered)
    {
        if (_bugs != new EdgeBugs()) return _offered?.Revision == offered.From ? Take(offered.Onto(_offered)).Report : null;
        if (_intake.Take(offered, out _) != Intake.Applied) return null;
        _disk.Promised = offered.Revision;
        return Report;
    }

    public Inbox<EdgeReport> Listen()
    {
        var inbox = new Inbox<EdgeReport>();
        inbox.Put(_told ?? Report);
        _listeners.Add(inbox);
        return inbox;
    }

    public void Kill()
    {
        Process.Kill();
        foreach (var listener in _listeners) listener.Break(new IOException("the edge is gone"));
        foreach (var one in Unanswered) one.TrySetException(EdgeConnection.Away());
    }

    private void Look()
    {
        var now = Report;
        if (_told is not null && _told.Revision == now.Revision && _told.Lingering.SequenceEqual(now.Lingering)
            && _told.Unhealthy.SequenceEqual(now.Unhealthy)) return;
        _told = now;
        foreach (var listener in _listeners) listener.Put(now);
    }
}

/// <summary>What of an edge outlives its process.</summary>
public sealed class EdgeDisk
{
    public int Boots { get; set; }
    public byte[]? Stored { get; private set; }
    private byte[]? _newest;

    /// <summary>The newest revision that somebody was told will be served again after a restart.</summary>
    public long Promised { get; set; }

    /// <summary>It was not.</summary>
    public Action<string>? Broken { get; set; }

    /// <param name="late">Only when the next one comes.</param>
    public void Store(byte[] snapshot, bool late = false) => (Stored, _newest) = (late ? _newest : snapshot, snapshot);

    /// <summary>Somebody has emptied it.</summary>
    public void Lose() => (Stored, _newest, Promised) = (null, null, 0);
}
