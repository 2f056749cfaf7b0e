using Gantry.Resources;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Decisions;

public enum Succession
{
    /// <summary>It follows what is served and replaces it.</summary>
    Next,

    /// <summary>It is what is served already.</summary>
    Same,

    /// <summary>It is older, of another platform, or of a control plane that was deposed.</summary>
    Refused,
}

/// <summary>Whether a snapshot may follow the one that is served.</summary>
public static class SnapshotOrder
{
    public static Succession Of(TrafficSnapshot? served, TrafficSnapshot offered, out Problem? problem)
    {
        problem = null;
        if (served is null) return Succession.Next;
        if (served.Platform != offered.Platform)
        {
            problem = new Problem("platform", "snapshot.platform",
                $"This edge serves the platform {served.Platform}; the snapshot is of {offered.Platform}.",
                "Give each platform an edge with a home of its own, or stop this edge and remove snapshot.json from its home.");
            return Succession.Refused;
        }
        if (offered.Fence < served.Fence)
        {
            problem = new Problem("fence", "snapshot.deposed",
                $"The snapshot is of a control plane that no longer leads: its fence is {offered.Fence}, and one with {served.Fence} has taken over.",
                "Nothing to do: the control plane that leads sends the newest. If the store was made anew, stop the edge and remove snapshot.json from its home.");
            return Succession.Refused;
        }
        // The same from a new leader is taken too, so that from here on its predecessor is refused.
        if (offered.Revision == served.Revision && offered.Fence == served.Fence) return Succession.Same;
        if (offered.Revision >= served.Revision) return Succession.Next;
        problem = new Problem("revision", "snapshot.older",
            $"Revision {served.Revision} is being served; {offered.Revision} is older.",
            "If the platform's state was restored from a backup, stop the edge and remove snapshot.json from its home.");
        return Succession.Refused;
    }
}
