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

    public async ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, CancellationToken cancel)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(snapshot, GantryJson.Default.TrafficSnapshot);
        var answer = new TaskCompletionSource<EdgeReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Passes("traffic/apply/before")) return await answer.Task;
        World.Schedule(faults.Delay(), () =>
        {
            if (faults.Deaf) World.Schedule(Broken, () => answer.TrySetException(Away()));
            else Arrive(bytes, answer);
        });
        // A connection that is not quite dead delivers what was sent long ago, to the process it leads to.
        var there = edge.Life;
        if (faults.Hit(FaultKind.OldSnapshotAgain)) World.Schedule(faults.Later(), () => { if (edge.Life == there) Arrive(bytes, null); });
        var report = await answer.Task;
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

    private void Arrive(byte[] bytes, TaskCompletionSource<EdgeReport>? answer)
    {
        if (edge.Life is not { Serves: true } life)
        {
            answer?.TrySetException(Away());
            return;
        }
        if (answer is not null) life.Unanswered.Add(answer);
        life.Process.Start(() =>
        {
            var snapshot = JsonSerializer.Deserialize(bytes, GantryJson.Default.TrafficSnapshot)!;
            var (report, refusal) = life.Take(snapshot);
            caller.Loop.Trace($"edge {life.Boot} {(refusal is null ? "takes" : "refuses")} revision {snapshot.Revision}");
            if (answer is null) return;
            life.Unanswered.Remove(answer);
            var lost = faults.Hit(FaultKind.AcknowledgementLost) || faults.Mute;
            World.Schedule(faults.Delay(), () =>
            {
                if (report is null || lost) answer.TrySetException(Away());
                else answer.TrySetResult(report);
            });
        });
    }
}
