using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Simulation.Store;

namespace Gantry.Simulation.Rivals;

/// <summary>What the control planes share: the events and resources, and the row that says who leads.</summary>
public sealed class SharedDatabase
{
    public MemoryDisk Disk { get; } = new();
    public long Epoch { get; set; }
    public long Renewal { get; set; }
}

/// <summary>The way of one term's commits into the database.</summary>
internal sealed class FencedCommits(RivalRoom room, ControlPlane plane, long fence, Random random) : ICommitFaults
{
    public async ValueTask BeforeAsync(Transaction transaction, CancellationToken cancel)
    {
        if (!plane.Holds) throw new NotLeadingException("does not lead");
        // On its way the sender may be stopped, and the message be late.
        await Task.Delay(TimeSpan.FromMicroseconds(100 + random.Next(random.Next(20) == 0 ? 800_000 : 1500)), plane.Process.Time, cancel);
        if (plane.StoreAway) throw new StoreUnavailableException("the database does not answer");
        if (room.Database.Epoch != fence && room.Bug != RivalBug.StoreFenceDropped) throw new NotLeadingException("fenced");
        if (room.Database.Epoch != fence) room.Violate($"{plane.Name} commits with fence {fence}, and {room.Database.Epoch} has taken over");
    }

    public ValueTask AfterAsync(Transaction transaction, TransitionOutcome outcome)
    {
        foreach (var e in outcome.Events) room.Loop.Trace($"{plane.Name} event {e.Sequence} {e.Actor} {e.Type} {e.Key}: {e.Because}");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DeliverAsync(CancellationToken cancel) => await Task.Delay(TimeSpan.FromMicroseconds(random.Next(2000)), plane.Process.Time, cancel);
}
