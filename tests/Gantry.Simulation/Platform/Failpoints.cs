namespace Gantry.Simulation.Platform;

/// <summary>
/// Every boundary between the platform's code and what outlives it, by name: before and after each kind of commit, of call to
/// the engine, of delivery to the edge. At each of them the control plane can be killed.
/// </summary>
public sealed class Failpoints(Room room)
{
    private readonly SortedDictionary<string, int> _reached = new(StringComparer.Ordinal);

    /// <summary>How often each was passed.</summary>
    public IReadOnlyDictionary<string, int> Reached => _reached;

    /// <summary>True: the process that came here is dead.</summary>
    public bool Dies(string name)
    {
        var visit = _reached[name] = _reached.GetValueOrDefault(name) + 1;
        if (room.Options.CrashAt != name || room.Options.CrashVisit != visit || room.Gantryd is null) return false;
        room.KillGantryd(TimeSpan.FromSeconds(1));
        return true;
    }

    /// <summary><c>rollouts/commit Rollout.Status</c>: who commits, and what first.</summary>
    public static string OfCommit(Control.Transaction transaction)
    {
        var actor = transaction.Actor.StartsWith("user:", StringComparison.Ordinal) ? "people" : transaction.Actor;
        return transaction.Changes.Count == 0 ? $"{actor}/commit" : $"{actor}/commit {transaction.Changes[0].Key.Kind}.{Half(transaction.Changes[0])}";
    }

    /// <summary><c>engine/create network</c>, without what it is called.</summary>
    public static string OfCall(string what) => "engine/" + (what.LastIndexOf(' ') is > 0 and var end ? what[..end] : what);

    private static string Half(Control.Change change) => change switch
    {
        Control.PutSpec => "Spec",
        Control.PutStatus => "Status",
        Control.Delete => "Deleted",
        _ => "Remark",
    };
}
