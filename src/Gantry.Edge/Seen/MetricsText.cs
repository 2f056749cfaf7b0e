using System.Globalization;
using System.Text;
using Gantry.Resources.Edges;

namespace Gantry.Edge.Seen;

/// <summary>
/// Writes counters as OpenMetrics 1.0, or as the text of Prometheus for who does not ask for that. There is a series for each class
/// and release that something was counted for: what is not in the snapshot any more has none.
/// </summary>
public sealed class MetricsText
{
    public const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    public const string Plain = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();
    private readonly bool isOpen;

    private MetricsText(bool isOpen) => this.isOpen = isOpen;

    /// <param name="isOpen">OpenMetrics; otherwise the text of Prometheus.</param>
    public static string Of(EdgeStats stats, bool isOpen)
    {
        var writer = new MetricsText(isOpen);
        writer.Write(stats);
        return writer.text.ToString();
    }

    private void Write(EdgeStats stats)
    {
        var all = stats.Routes.SelectMany(Series).ToList();
        Head("gantry_edge_snapshot_revision", "gauge", "The snapshot of routes that is being served.");
        Sample("gantry_edge_snapshot_revision", "", stats.Revision);
        Head("gantry_edge_open_requests", "gauge", "Requests of clients that are open now, held ones among them.");
        Sample("gantry_edge_open_requests", "", stats.Requests);
        Head("gantry_edge_open_connections", "gauge", "TCP and upgraded connections that are open now.");
        Sample("gantry_edge_open_connections", "", stats.Connections);
        Counter("gantry_edge_access_log_dropped_lines", "Lines of the access log that were not written.", [("", stats.DroppedLines)]);
        Counter("gantry_edge_unrouted_requests", "Requests for no route, or that could not be read, by class of the status.",
            stats.Unrouted.Answers.Select(answer => ($"class=\"{answer.Key}\"", answer.Value)));
        Counter("gantry_edge_requests", "Requests that are over, by class of the status; class none ended without an answer.",
            all.SelectMany(one => one.Counts.Answers.Select(answer => ($"{one.Labels},class=\"{answer.Key}\"", answer.Value))));
        Durations(all);
        Counter("gantry_edge_received_bytes", "Bytes of bodies from clients.", all.Select(one => (one.Labels, one.Counts.Received)), "bytes");
        Counter("gantry_edge_sent_bytes", "Bytes of bodies to clients.", all.Select(one => (one.Labels, one.Counts.Sent)), "bytes");
        Counter("gantry_edge_retries", "Requests sent once more, to another replica or over another connection.", all.Select(one => (one.Labels, one.Counts.Retries)));
        Counter("gantry_edge_ejections", "Replicas taken out of rotation by what the edge saw of them.", all.Select(one => (one.Labels, one.Counts.Ejections)));
        Counter("gantry_edge_failures", "Requests and connections that failed, by reason.",
            all.SelectMany(one => one.Tally.Failures.Select(failure => ($"{one.Labels},reason=\"{failure.Key}\"", failure.Value))));
        Counter("gantry_edge_started", "Requests and TCP connections that were given to a replica.", all.Where(one => one.IsRelease).Select(one => (one.Labels, one.Tally.Started)));
        Counter("gantry_edge_mirrored_requests", "Copies of requests to another release, by what became of them.",
            stats.Routes.SelectMany(route => (route.Mirrored ?? new Dictionary<string, long>()).Select(copies => ($"{Labels(route.Route)},result=\"{Snake(copies.Key)}\"", copies.Value))));
        Counter("gantry_edge_guarded", "What was done against clients that are slow or greedy, by reason.",
            (stats.Guards ?? new Dictionary<string, long>()).Select(guard => ($"reason=\"{Snake(guard.Key)}\"", guard.Value)));
        Head("gantry_edge_in_flight", "gauge", "Requests and connections that a release has open now.");
        foreach (var one in all.Where(one => one.IsRelease)) Sample("gantry_edge_in_flight", one.Labels, one.Tally.InFlight);
        Head("gantry_edge_waiting", "gauge", "Requests and connections that wait now for the end of a hold or for a replica.");
        foreach (var route in stats.Routes) Sample("gantry_edge_waiting", Labels(route.Route), route.Held);
        if (isOpen) text.Append("# EOF\n");
    }

    /// <summary>What no release got has an empty one.</summary>
    private static IEnumerable<Measured> Series(RouteTraffic route)
    {
        var labels = Labels(route.Route);
        if (route.Requests.Total > 0) yield return new Measured($"{labels},release=\"\"", route.Requests, new TrafficCounts(0, 0, new Dictionary<string, long>()), false);
        foreach (var release in route.Releases.DistinctBy(release => release.Release))
            yield return new Measured(string.Create(CultureInfo.InvariantCulture, $"{labels},release=\"{release.Release}\""), release.Requests, release.Counts, true);
    }

    /// <summary>A route is named environment/app.service.</summary>
    private static string Labels(string route)
    {
        var name = route[(route.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return $"route=\"{Escape(route)}\",app=\"{Escape(dot < 0 ? "" : name[..dot])}\",service=\"{Escape(name[(dot + 1)..])}\"";
    }

    private static string Snake(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private void Durations(List<Measured> all)
    {
        const string Name = "gantry_edge_request_duration_seconds";
        Head(Name, "histogram", "From the head of a request to the end of its answer.", "seconds");
        foreach (var one in all.Where(one => one.Counts.Durations.Count > 0))
        {
            var (below, steps) = (0L, one.Counts.Durations);
            for (var step = 0; step < DurationScale.Steps - 1; step++)
            {
                if (step < steps.Count) below += steps[step];
                // Three steps to a decade are told; what is in between is for who reads the counts as they are.
                if (IsTold(DurationScale.LimitsInMicroseconds[step])) Sample($"{Name}_bucket", $"{one.Labels},le=\"{Seconds(DurationScale.LimitsInMicroseconds[step] / 1e6)}\"", below);
            }
            var count = steps.Sum();
            Sample($"{Name}_bucket", $"{one.Labels},le=\"+Inf\"", count);
            Sample($"{Name}_count", one.Labels, count);
            text.Append(CultureInfo.InvariantCulture, $"{Name}_sum{{{one.Labels}}} {Seconds(one.Counts.Seconds)}\n");
        }
    }

    private static bool IsTold(long limit)
    {
        while (limit % 10 == 0) limit /= 10;
        return limit is 1 or 25 or 5;
    }

    /// <summary>OpenMetrics wants a point in the numbers of limits.</summary>
    private static string Seconds(double seconds) => seconds.ToString("0.0#########", CultureInfo.InvariantCulture);

    private void Counter(string name, string help, IEnumerable<(string Labels, long Value)> samples, string? unit = null)
    {
        // The older text has counters under the name of their samples.
        Head(isOpen ? name : $"{name}_total", "counter", help, unit);
        foreach (var (labels, value) in samples) Sample($"{name}_total", labels, value);
    }

    private void Head(string name, string type, string help, string? unit = null)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        if (isOpen && unit is not null) text.Append(CultureInfo.InvariantCulture, $"# UNIT {name} {unit}\n");
    }

    private void Sample(string name, string labels, long value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private sealed record Measured(string Labels, RequestCounts Counts, TrafficCounts Tally, bool IsRelease);
}
