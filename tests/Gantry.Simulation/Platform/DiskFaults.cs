using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Simulation.Planted;
using Gantry.Simulation.Store;

namespace Gantry.Simulation.Platform;

/// <summary>What happens around the commits of one life of the control plane.</summary>
public sealed class DiskFaults(Room room, Gantryd life, Random random) : ICommitFaults
{
    /// <summary>A process that is dead goes no further than this.</summary>
    private static Task Never => new TaskCompletionSource().Task;

    public async ValueTask BeforeAsync(Transaction transaction, CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromMicroseconds(100 + random.Next(1500)), life.Process.Time, cancel);
        if (room.DiskSlow) await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), life.Process.Time, cancel);
        if (room.Chance(room.BusyRate))
        {
            room.Strike(FaultKind.DatabaseBusy);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5000)), life.Process.Time, cancel);
            if (random.Next(3) == 0) throw new StoreUnavailableException("The simulated database is busy.");
        }
        if (room.DiskReadOnly) throw new StoreUnavailableException("The simulated disk is read-only.");
        if (room.Chance(room.SyncFailRate))
        {
            room.Strike(FaultKind.SyncFailed);
            if (room.Options.Bug != PlantedBug.SyncErrorIgnored) throw new StoreUnavailableException("The simulated disk could not be synchronized.");
            room.Disk.FlushOnce();
        }
        if (room.DiskFull) throw new StoreUnavailableException("No space is left on the simulated disk.");
        room.Statistics.Commits++;
        if (room.Failpoints.Dies($"{Failpoints.OfCommit(transaction)}/before")) await Never;
        await DieAsync(afterwards: false, transaction);
    }

    public async ValueTask AfterAsync(Transaction transaction, TransitionOutcome outcome)
    {
        foreach (var e in outcome.Events) room.Loop.Trace($"event {e.Sequence} {e.Actor} {e.Type} {e.Key}: {e.Because}");
        if (outcome.Conflict is { } conflict) room.Loop.Trace($"conflict {transaction.Actor} {conflict}");
        life.Committed(outcome);
        if (outcome.Conflict is null && room.Failpoints.Dies($"{Failpoints.OfCommit(transaction)}/after")) await Never;
        await DieAsync(afterwards: true);
        await Task.Delay(TimeSpan.FromMicroseconds(random.Next(200)), life.Process.Time);
        life.Acknowledge(outcome.World.Revision);
    }

    public async ValueTask DeliverAsync(CancellationToken cancel) =>
        await Task.Delay(TimeSpan.FromMicroseconds(random.Next(2000)), life.Process.Time, cancel);

    private async ValueTask DieAsync(bool afterwards, Transaction? torn = null)
    {
        var dies = room.Options.CrashAtCommit is { } at
            ? room.Statistics.Commits == at && room.Options.CrashAfterwards == afterwards && room.Statistics.ControlPlaneKills == 0
            : random.NextDouble() < life.CrashRate;
        if (!dies) return;
        room.Strike(afterwards ? FaultKind.CrashAfterCommit : FaultKind.CrashBeforeCommit);
        if (torn is not null && room.Chance(room.TornRate))
        {
            room.Strike(FaultKind.TornWrite);
            room.Disk.Tear(WorldTransition.Apply(room.Disk.Now, torn, life.Process.Time.GetUtcNow(), room.Disk.Head));
        }
        room.KillGantryd(TimeSpan.FromMilliseconds(100 + random.Next(4000)));
        await Never;
    }
}
