using Gantry.Edge.Decisions;
using Gantry.Edge.Routing;
using Gantry.Resources;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Control;

/// <summary>How an offered snapshot was taken.</summary>
public enum Intake { Applied, Outdated, Unusable, NotStored }

/// <summary>Takes snapshots, one after the other: checked, stored, put in force, listened for; only then it is acknowledged.</summary>
/// <param name="save">
/// Keeps it for the next start, with what led to it if that is known; an <see cref="IOException"/> when it cannot.
/// </param>
public sealed class SnapshotIntake(TrafficSwitch traffic, Action<TrafficSnapshot, SnapshotChange?> save, Action<TrafficSnapshot> listen)
{
    private readonly Lock sync = new();

    /// <summary>Returns when every request that starts from now on is served by it.</summary>
    public Intake Take(TrafficSnapshot offered, out IReadOnlyList<Problem> problems)
    {
        lock (sync)
        {
            problems = SnapshotCheck.Of(offered, traffic.Table.Snapshot);
            return problems.Count > 0 ? Intake.Unusable : Follow(offered, null, out problems);
        }
    }

    /// <summary>The same with what is other than before alone.</summary>
    public Intake Take(SnapshotChange offered, out IReadOnlyList<Problem> problems)
    {
        lock (sync)
        {
            problems = SnapshotCheck.Of(offered);
            if (problems.Count > 0) return Intake.Unusable;
            if (traffic.Table.Snapshot is { } served && served.Revision == offered.From && served.Fence == offered.Fence && served.Platform == offered.Platform)
                return Follow(offered.Onto(served), offered, out problems);
            problems = [new Problem("from", "snapshot.base", $"The change starts from revision {offered.From}, and {traffic.Table.Revision} is being served.",
                "Nothing to do: the control plane sends the whole snapshot instead.")];
            return Intake.Outdated;
        }
    }

    /// <summary>Starts with what was stored.</summary>
    public void Resume(TrafficSnapshot stored)
    {
        lock (sync) PutInForce(stored);
    }

    private Intake Follow(TrafficSnapshot offered, SnapshotChange? change, out IReadOnlyList<Problem> problems)
    {
        problems = [];
        switch (SnapshotOrder.Of(traffic.Table.Snapshot, offered, out var refusal))
        {
            case Succession.Refused:
                problems = [refusal!];
                return Intake.Outdated;
            case Succession.Same:
                return Intake.Applied;
        }
        try
        {
            // Stored first: who is told that it is in force may stop what was before, and a start must not bring that back.
            save(offered, change ?? Difference(offered));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems = [new Problem("snapshot.json", "snapshot.not-stored", $"The snapshot could not be stored: {error.Message}",
                "Make room on the disk of the edge's home, or let the edge write there. Traffic goes on as before; it is tried again.")];
            return Intake.NotStored;
        }
        PutInForce(offered);
        return Intake.Applied;
    }

    /// <summary>What leads to it from what is served, where that is little and leads to exactly this: it is stored sooner than the whole.</summary>
    private SnapshotChange? Difference(TrafficSnapshot offered)
    {
        if (traffic.Table.Snapshot is not { } served || served.Platform != offered.Platform || served.Fence != offered.Fence) return null;
        var change = SnapshotChange.Between(served, offered);
        if (change.Routes.Count > offered.Routes.Count / 2) return null;
        return change.Onto(served).Routes.SequenceEqual(offered.Routes, ReferenceEqualityComparer.Instance) ? change : null;
    }

    private void PutInForce(TrafficSnapshot snapshot)
    {
        traffic.Apply(snapshot);
        listen(snapshot);
    }
}
