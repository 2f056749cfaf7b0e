namespace Gantry.Resources.Edges;

/// <summary>What went through between two readings of an edge.</summary>
/// <param name="Seconds">How long that was.</param>
/// <param name="Rows">Each release of each route, by name.</param>
public sealed record TrafficReading(double Seconds, IReadOnlyList<TrafficRow> Rows)
{
    /// <summary>What became of copies of a route's requests, by route and kind. What never happened in between is left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Mirrored { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, long>>();

    /// <summary>What was done against clients that are slow or greedy, by kind.</summary>
    public IReadOnlyDictionary<string, long> Guards { get; init; } = new Dictionary<string, long>();

    /// <returns>Null: the edge was started again in between, and nothing can be said.</returns>
    public static TrafficReading? Between(EdgeStats before, EdgeStats after)
    {
        var seconds = (after.At - before.At).TotalSeconds;
        if (before.Boot != after.Boot || seconds <= 0) return null;
        var known = before.Routes.ToDictionary(route => route.Route);
        return new TrafficReading(seconds, [.. after.Routes.OrderBy(route => route.Route, StringComparer.Ordinal).SelectMany(route => RowsOf(route, known.GetValueOrDefault(route.Route), seconds))])
        {
            Mirrored = new SortedDictionary<string, IReadOnlyDictionary<string, long>>(
                after.Routes.Select(route => (route.Route, Grown: Grown(known.GetValueOrDefault(route.Route)?.Mirrored, route.Mirrored))).Where(one => one.Grown.Count > 0).ToDictionary(one => one.Route, one => one.Grown), StringComparer.Ordinal),
            Guards = Grown(before.Guards, after.Guards),
        };
    }

    private static IReadOnlyDictionary<string, long> Grown(IReadOnlyDictionary<string, long>? before, IReadOnlyDictionary<string, long>? after) =>
        new SortedDictionary<string, long>((after ?? new Dictionary<string, long>())
            .Select(one => KeyValuePair.Create(one.Key, one.Value - (before?.GetValueOrDefault(one.Key) ?? 0))).Where(one => one.Value > 0).ToDictionary(), StringComparer.Ordinal);

    private static IEnumerable<TrafficRow> RowsOf(RouteTraffic route, RouteTraffic? before, double seconds)
    {
        foreach (var release in route.Releases.DistinctBy(release => release.Release).OrderBy(release => release.Release))
        {
            var then = before?.Releases.FirstOrDefault(other => other.Release == release.Release)?.Requests ?? RequestCounts.None;
            yield return TrafficRow.Of(route.Route, release.Release, release.Weight, release.Counts.InFlight, release.Requests.Since(then), seconds);
        }
        var refused = route.Requests.Since(before?.Requests ?? RequestCounts.None);
        if (refused.Total > 0 || route.Held > 0) yield return TrafficRow.Of(route.Route, null, 0, route.Held, refused, seconds);
    }
}

/// <summary>The traffic of one release of one route.</summary>
/// <param name="Route">Environment/app.service.</param>
/// <param name="Release">Null: no release got it; the edge answered itself, or it waits.</param>
/// <param name="Weight">In percent.</param>
/// <param name="InFlight">Open or waiting, at the end.</param>
/// <param name="RequestsPerSecond">Those that ended.</param>
/// <param name="ErrorShare">Of them answers of 500 and above, from 0 to 1; null if there were none.</param>
/// <param name="P50">Milliseconds; null if there were none.</param>
/// <param name="P99">Milliseconds; null if there were none.</param>
/// <param name="Counts">Everything that was counted in between.</param>
public sealed record TrafficRow(string Route, int? Release, int Weight, int InFlight, double RequestsPerSecond, double? ErrorShare, double? P50, double? P99, RequestCounts Counts)
{
    internal static TrafficRow Of(string route, int? release, int weight, int inFlight, RequestCounts counts, double seconds)
    {
        var total = counts.Total;
        return new TrafficRow(route, release, weight, inFlight, total / seconds, total == 0 ? null : counts.Errors / (double)total, counts.Quantile(0.5), counts.Quantile(0.99), counts);
    }
}
