using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Platform;
using Gantry.Traffic;

namespace Gantry.Simulation.Edges;

/// <summary>How the way between the platform and the edge behaves.</summary>
public sealed class EdgeFaults(Random random, Action<FaultKind> struck)
{
    public double Rate { get; set; }

    public TimeSpan Delay() => TimeSpan.FromMicroseconds(100 + random.Next(1500)) + (Hit(FaultKind.SnapshotSlow) ? TimeSpan.FromMilliseconds(random.Next(2000)) : TimeSpan.Zero);

    /// <summary>Requests do not reach the edge.</summary>
    public bool Deaf { get; set; }

    /// <summary>Nothing that the edge says is heard.</summary>
    public bool Mute { get; set; }

    public bool Hit(FaultKind kind)
    {
        if (Rate <= 0 || random.NextDouble() >= Rate) return false;
        struck(kind);
        return true;
    }

    public TimeSpan Later() => TimeSpan.FromMilliseconds(random.Next(4000));
}

/// <summary>The edge as one process of the control plane reaches it. A snapshot on its way arrives even when its sender is dead.</summary>
public sealed class EdgeConnection(SimEdge edge, EdgeFaults faults, Incarnation caller) : IEdgeLink
{
    /// <summary>After so long a connection without an answer counts as dead.</summary>
    private static readonly TimeSpan Broken = TimeSpan.FromSeconds(2);

    /// <summary>Told the name of each boundary that is passed; true: the caller is dead.</summary>
    public Func<string, bool> Passes { get; init; } = _ => false;

    private Incarnation World => caller.Loop.World;

    public static EdgeUnavailableException Away() => new("The edge does not answer.");

    public async ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, TrafficSnapshot? served, CancellationToken cancel)
    {
        if (Passes("traffic/apply/before")) await new TaskCompletionSource().Task;
        var report = served is null ? null : await SendAsync(Difference(SnapshotChange.Between(served, snapshot)));
        report ??= await SendAsync(Whole(snapshot)) ?? throw Away();
        if (Passes("traffic/apply/after")) await new TaskCompletionSource().Task;
        return report;
    }

    public async IAsyncEnumerable<EdgeReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.Delay(faults.Delay(), caller.Time, cancel);
        if (edge.Life is not { Serves: true } life || faults.Mute || faults.Deaf) throw Away();
        var reports = life.Listen();
        while (true)
        {
            EdgeReport report;
            try
            {
                report = await reports.TakeAsync(cancel);
            }
            catch (IOException)
            {
                throw Away();
            }
            await Task.Delay(faults.Delay(), caller.Time, cancel);
            if (faults.Mute) throw Away();
            yield return report;
        }
    }

    private Func<EdgeLife, EdgeReport?> Whole(TrafficSnapshot snapshot)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(snapshot, GantryJson.Default.TrafficSnapshot);
        return life =>
        {
            var (report, _) = life.Take(JsonSerializer.Deserialize(bytes, GantryJson.Default.TrafficSnapshot)!);
            caller.Loop.Trace($"edge {life.Boot} {(report is null ? "refuses" : "takes")} revision {snapshot.Revision}");
            return report;
        };
    }

    private Func<EdgeLife, EdgeReport?> Difference(SnapshotChange change)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(change, GantryJson.Default.SnapshotChange);
        return life =>
        {
            var report = life.Take(JsonSerializer.Deserialize(bytes, GantryJson.Default.SnapshotChange)!);
            caller.Loop.Trace($"edge {life.Boot} {(report is null ? "refuses" : "takes")} what leads from {change.From} to {change.Revision}");
            return report;
        };
    }

    /// <summary>What the edge answers; null when it refuses.</summary>
    private async Task<EdgeReport?> SendAsync(Func<EdgeLife, EdgeReport?> take)
    {
        var answer = new TaskCompletionSource<EdgeReport?>(TaskCreationOptions.RunContinuationsAsynchronously);
        World.Schedule(faults.Delay(), () =>
        {
            if (faults.Deaf) World.Schedule(Broken, () => answer.TrySetException(Away()));
            else Arrive(take, answer);
        });
        // A connection that is not quite dead delivers what was sent long ago, to the process it leads to.
        var there = edge.Life;
        if (faults.Hit(FaultKind.OldSnapshotAgain)) World.Schedule(faults.Later(), () => { if (edge.Life == there) Arrive(take, null); });
        return await answer.Task;
    }

    private void Arrive(Func<EdgeLife, EdgeReport?> take, TaskCompletionSource<EdgeReport?>? answer)
    {
        if (edge.Life is not { Serves: true } life)
        {
            answer?.TrySetException(Away());
            return;
        }
        if (answer is not null) life.Unanswered.Add(answer);
        life.Process.Start(() =>
        {
            var report = take(life);
            if (answer is null) return;
            life.Unanswered.Remove(answer);
            var lost = faults.Hit(FaultKind.AcknowledgementLost) || faults.Mute;
            World.Schedule(faults.Delay(), () =>
            {
                if (lost) answer.TrySetException(Away());
                else answer.TrySetResult(report);
            });
        });
    }
}
