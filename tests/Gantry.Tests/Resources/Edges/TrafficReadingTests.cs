using Gantry.Cli.Views;
using Gantry.Resources.Edges;

namespace Gantry.Tests.Resources.Edges;

public sealed class TrafficReadingTests
{
    private static readonly TrafficCounts Tally = new(0, 3, new Dictionary<string, long>());

    [Fact]
    public void It_says_what_happened_in_between_and_at_what_rate()
    {
        var reading = TrafficReading.Between(Stats(0, Release(1, 100, 4)), Stats(2, Release(1, 298, 6), Release(2, 1, 0)))!;
        Assert.Equal(2, reading.Seconds);
        var old = reading.Rows[0];
        Assert.Equal((1, 100.0, 0.01, 3), (old.Release, old.RequestsPerSecond, old.ErrorShare, old.InFlight));
        Assert.InRange(old.P99!.Value, 0.8, 1.0);
        Assert.Equal((2, 0.5), (reading.Rows[1].Release, reading.Rows[1].RequestsPerSecond));
    }

    [Fact]
    public void Of_an_edge_that_was_started_again_nothing_can_be_said() =>
        Assert.Null(TrafficReading.Between(Stats(0, Release(1, 5, 0)), Stats(2, Release(1, 9, 0)) with { Boot = "other" }));

    [Fact]
    public void It_is_a_table_of_eighty_columns()
    {
        var reading = TrafficReading.Between(Stats(0, Release(1, 100, 4)), Stats(2, Release(1, 298, 6), Release(2, 0, 0)))!;
        var lines = TrafficView.Render(reading, 80).Select(line => line.ToString().TrimEnd()).ToList();
        Assert.Equal(["SERVICE   RELEASE  WEIGHT  REQ/S  ERRORS     P50     P99  OPEN",
                      "shop.web        1    50 %  100.0   1.0 %  0.9 ms  1.0 ms  3",
                      "shop.web        2    50 %    0.0       -       -       -  3"], lines);
        Assert.Single(TrafficView.Render(reading with { Rows = [] }, 80));
    }

    [Fact]
    public void Copies_and_clients_that_cost_too_much_are_told_of_below_it()
    {
        var (before, after) = (Stats(0, Release(1, 0, 0)), Stats(2, Release(1, 1, 0)));
        var reading = TrafficReading.Between(
            before with { Routes = [before.Routes[0] with { Mirrored = new Dictionary<string, long> { ["answered"] = 5, ["full"] = 2 } }], Guards = new Dictionary<string, long> { ["slowHead"] = 1 } },
            after with { Routes = [after.Routes[0] with { Mirrored = new Dictionary<string, long> { ["answered"] = 8, ["full"] = 2 } }], Guards = new Dictionary<string, long> { ["slowHead"] = 3, ["takenBack"] = 1 } })!;
        Assert.Equal(["Copies of shop.web: 3 answered", "Clients that cost too much: 2 slow heads, 1 that took requests back"], TrafficView.Render(reading, 80).TakeLast(2).Select(line => line.ToString()));
    }

    private static EdgeStats Stats(int seconds, params ReleaseTraffic[] releases) => new()
    {
        Boot = "b",
        Revision = 1,
        At = DateTimeOffset.UnixEpoch.AddSeconds(seconds),
        Requests = 0,
        Connections = 0,
        Unrouted = RequestCounts.None,
        Routes = [new RouteTraffic("production/shop.web", 0, Tally, RequestCounts.None, releases)],
        Replicas = [],
    };

    private static ReleaseTraffic Release(int number, long good, long bad)
    {
        var durations = new long[DurationScale.StepOf(900) + 1];
        durations[^1] = good + bad;
        return new ReleaseTraffic(number, 50, Tally, new RequestCounts { Answers = new Dictionary<string, long> { ["2xx"] = good, ["5xx"] = bad }, Durations = durations });
    }
}
