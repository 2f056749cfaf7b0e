namespace Gantry.Edge.Routing;

/// <summary>One request or connection on its way in, across all the replicas that it tries.</summary>
public sealed class Ticket(RouteQuery query)
{
    private readonly List<ReplicaGauge> refused = [];
    private readonly List<ReplicaGauge> silent = [];

    private bool counted;

    public RouteQuery Query => query;

    /// <summary>Replicas not to try again, for now; null for none.</summary>
    public IReadOnlyCollection<ReplicaGauge>? Tried => refused.Count + silent.Count == 0 ? null : [.. refused, .. silent];

    /// <summary>True the first time that it is asked: limits count a request once, however often it is tried.</summary>
    public bool IsFirst()
    {
        var first = !counted;
        counted = true;
        return first;
    }

    /// <summary>Time stamp of when it was first held; null if it never was.</summary>
    public long? HeldSince { get; set; }

    /// <summary>The same for when there was no room for it.</summary>
    public long? FullSince { get; set; }

    /// <summary>It could not be connected to: there is no use in trying again before something changes.</summary>
    public void Refused(ReplicaGauge gauge) => refused.Add(gauge);

    /// <summary>It took the request and did not answer: others first, but if there are none, it again.</summary>
    public void Silent(ReplicaGauge gauge) => silent.Add(gauge);

    /// <summary>Gives those that did not answer another chance.</summary>
    /// <returns>False: there are none.</returns>
    public bool Relent()
    {
        if (silent.Count == 0) return false;
        silent.Clear();
        return true;
    }

    public void TryAllAgain()
    {
        refused.Clear();
        silent.Clear();
    }
}
