using Gantry.Resources.Certificates;

namespace Gantry.Resources.Traffic;

/// <summary>What leads from one snapshot to a later one of the same control plane.</summary>
public sealed record SnapshotChange
{
    /// <summary>As in <see cref="TrafficSnapshot.Platform"/>.</summary>
    public required string Platform { get; init; }

    /// <summary>As in <see cref="TrafficSnapshot.Fence"/>; the same before and after.</summary>
    public long Fence { get; init; }

    /// <summary>The revision that it starts from. An edge that serves another one refuses it.</summary>
    public required long From { get; init; }
    public required long Revision { get; init; }

    /// <summary>Routes that are new or other than before.</summary>
    public required IReadOnlyList<SnapshotRoute> Routes { get; init; }

    /// <summary>The names of routes that are no more.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    /// <summary>All of the later snapshot, not only those that are new: there are few.</summary>
    public IReadOnlyList<HostChallenge>? Challenges { get; init; }

    /// <summary>In the order that both have: by environment, then by name.</summary>
    private static readonly Comparer<SnapshotRoute> Order = Comparer<SnapshotRoute>.Create(static (a, b) => Compare(a.Name, b.Name));

    /// <summary>Routes that are the same object are the same; all others count as changed.</summary>
    public static SnapshotChange Between(TrafficSnapshot before, TrafficSnapshot after)
    {
        var known = before.Routes.ToHashSet<SnapshotRoute>(ReferenceEqualityComparer.Instance);
        var names = after.Routes.Select(static r => r.Name).ToHashSet(StringComparer.Ordinal);
        return new SnapshotChange
        {
            Platform = after.Platform,
            Fence = after.Fence,
            From = before.Revision,
            Revision = after.Revision,
            Routes = [.. after.Routes.Where(r => !known.Contains(r))],
            Removed = [.. before.Routes.Select(static r => r.Name).Where(n => !names.Contains(n))],
            Challenges = after.Challenges,
        };
    }

    /// <param name="before">The snapshot that it starts from.</param>
    public TrafficSnapshot Onto(TrafficSnapshot before)
    {
        var routes = before.Routes.ToList();
        var gone = Removed.ToHashSet(StringComparer.Ordinal);
        if (gone.Count > 0) routes.RemoveAll(r => gone.Contains(r.Name));
        foreach (var route in Routes)
        {
            var place = routes.BinarySearch(route, Order);
            if (place >= 0) routes[place] = route;
            else routes.Insert(~place, route);
        }
        return new TrafficSnapshot { Platform = Platform, Fence = Fence, Revision = Revision, Routes = routes, Challenges = Challenges };
    }

    private static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var (inA, inB) = (a.IndexOf('/'), b.IndexOf('/'));
        var scope = a[..Math.Max(inA, 0)].SequenceCompareTo(b[..Math.Max(inB, 0)]);
        return scope != 0 ? scope : a[(inA + 1)..].SequenceCompareTo(b[(inB + 1)..]);
    }
}
