using Gantry.Edge.Seen;
using Gantry.Resources.Edges;

namespace Gantry.Tests.Edge.Seen;

public sealed class MetricsTextTests
{
    [Fact]
    public void The_text_is_read_by_a_strict_reader()
    {
        var families = OpenMetricsReader.Read(MetricsText.Of(Stats(), isOpen: true));
        Assert.Equal(2, Value(families, "gantry_edge_requests", ("service", "web"), ("release", "3"), ("class", "2xx")));
        Assert.Equal(1, Value(families, "gantry_edge_requests", ("release", ""), ("class", "5xx")));
        Assert.Equal(1, Value(families, "gantry_edge_unrouted_requests", ("class", "4xx")));
        Assert.Equal(30, Value(families, "gantry_edge_sent_bytes", ("release", "3")));
        Assert.Equal(1, Value(families, "gantry_edge_failures", ("release", "3"), ("reason", "connect")));
        Assert.Equal(6, Value(families, "gantry_edge_started", ("release", "3")));
        Assert.Equal(9, Value(families, "gantry_edge_mirrored_requests", ("service", "web"), ("result", "server_error")));
        Assert.Equal(5, Value(families, "gantry_edge_guarded", ("reason", "slow_head")));
        Assert.Equal(4, Value(families, "gantry_edge_in_flight", ("release", "3")));
        Assert.Equal(2, Value(families, "gantry_edge_request_duration_seconds", ("release", "3"), ("le", "0.005")));
        Assert.Equal(0, Value(families, "gantry_edge_request_duration_seconds", ("release", "3"), ("le", "0.001")));
    }

    [Fact]
    public void Who_does_not_ask_for_it_gets_the_older_text()
    {
        var text = MetricsText.Of(Stats(), isOpen: false);
        Assert.Contains("# TYPE gantry_edge_requests_total counter\n", text);
        Assert.DoesNotContain("# EOF", text);
        Assert.DoesNotContain("# UNIT", text);
    }

    [Fact]
    public void Nothing_is_said_of_a_route_that_is_gone() =>
        Assert.DoesNotContain("shop.web", MetricsText.Of(Stats() with { Routes = [] }, isOpen: true));

    [Fact]
    public void Names_cannot_break_out_of_their_label()
    {
        var families = OpenMetricsReader.Read(MetricsText.Of(Stats() with { Routes = [.. Stats().Routes.Select(route => route with { Route = "a\"b\\c\nd" })] }, isOpen: true));
        Assert.Contains(families.SelectMany(family => family.Samples), sample => sample.Labels.GetValueOrDefault("route") == "a\\\"b\\\\c\\nd");
    }

    [Theory]
    [InlineData("# HELP a b\n# TYPE a counter\na 1\n# EOF\n")]
    [InlineData("# HELP a b\n# TYPE a counter\na_total{x=\"1\",x=\"2\"} 1\n# EOF\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1\na 2\n# EOF\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=\"\"\"} 1\n# EOF\n")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_bucket{le=\"1.0\"} 3\na_bucket{le=\"+Inf\"} 2\na_count 2\na_sum 1.0\n# EOF\n")]
    public void The_reader_is_strict(string text) => Assert.Throws<FormatException>(() => OpenMetricsReader.Read(text));

    private static double Value(IReadOnlyList<MetricFamily> families, string name, params (string Key, string Value)[] labels) =>
        families.Single(family => family.Name == name).Samples.Single(sample => labels.All(label => sample.Labels.GetValueOrDefault(label.Key) == label.Value)).Value;

    private static EdgeStats Stats()
    {
        var durations = new long[DurationScale.StepOf(4_200) + 1];
        (durations[^1], durations[DurationScale.StepOf(2_000)]) = (1, 1);
        var counts = new RequestCounts { Answers = new Dictionary<string, long> { ["2xx"] = 2 }, Durations = durations, Sent = 30, Seconds = 0.0062 };
        var refused = new RequestCounts { Answers = new Dictionary<string, long> { ["5xx"] = 1 }, Durations = [1] };
        var tally = new TrafficCounts(6, 4, new Dictionary<string, long> { ["connect"] = 1 });
        return new EdgeStats
        {
            Boot = "b",
            Revision = 7,
            At = DateTimeOffset.UnixEpoch,
            Requests = 4,
            Connections = 0,
            Unrouted = new RequestCounts { Answers = new Dictionary<string, long> { ["4xx"] = 1 }, Durations = [1] },
            Routes = [new RouteTraffic("production/shop.web", 0, tally, refused, [new ReleaseTraffic(3, 100, tally, counts), new ReleaseTraffic(3, 0, tally, counts)]) { Mirrored = new Dictionary<string, long> { ["serverError"] = 9 } }],
            Replicas = [],
            Guards = new Dictionary<string, long> { ["slowHead"] = 5 },
        };
    }
}
