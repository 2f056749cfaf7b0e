using Gantry.Resources;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Decisions;

public enum Succession
{
    /// <summary>It follows what is served and replaces it.</summary>
    Next,

    /// <summary>It is what is served already.</summary>
    Same,

    /// <summary>It is older, or of another platform.</summary>
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
        if (offered.Revision == served.Revision) return Succession.Same;
        if (offered.Revision > served.Revision) return Succession.Next;
        problem = new Problem("revision", "snapshot.older",
            $"Revision {served.Revision} is being served; {offered.Revision} is older.",
            "If the platform's state was restored from a backup, stop the edge and remove snapshot.json from its home.");
        return Succession.Refused;
    }
}
