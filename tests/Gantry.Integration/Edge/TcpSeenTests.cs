using System.Text.Json.Nodes;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;
using Gantry.Resources.Apps;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge;

/// <summary>What is seen of connections that are passed through as they are: in the log, in OpenMetrics and in what <c>gantry traffic</c> reads.</summary>
public class TcpSeenTests : IAsyncLifetime
{
    private readonly string file = Path.GetTempFileName();
    private EdgeUnderTest edge = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync() => edge = await EdgeUnderTest.StartAsync(Lane, "--access-log", "json", "--access-log-file", file);

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        File.Delete(file);
    }

    [Fact]
    public async Task A_connection_is_a_line_when_it_is_over_and_its_bytes_are_counted()
    {
        using var echo = new TcpBackend(5432, TcpBackend.EchoAsync);
        await edge.PutAsync(Wanted.Snapshot(1, Route(echo)));
        await using (var client = ProgramRun.Start("sh", ["-c", $"head -c 70000 /dev/zero | busybox nc {edge.Http.Address} 9000 | wc -c"]))
            Assert.Equal("70000", (await client.EndAsync(EdgeUnderTest.Patience)).Out.Trim());
        var line = JsonNode.Parse(Assert.Single(await LinesAsync(1)))!;
        Assert.Equal(("TCP", "whole", "127.0.0.1"), ((string?)line["protocol"], (string?)line["ended"], (string?)line["client"]));
        Assert.Equal((70_000, 70_000), ((int)line["received"]!, (int)line["sent"]!));
        Assert.Equal((Wanted.Web, 1, "one"), ((string?)line["route"], (int)line["release"]!, (string?)line["replica"]));
        Assert.True((double)line["milliseconds"]! > 0);
        Assert.Null(line["status"]);
        Assert.Null(line["path"]);
        var text = await MetricsAsync();
        const string Of = $"route=\"{Wanted.Web}\",app=\"shop\",service=\"web\",release=\"1\"";
        Assert.Contains($"gantry_edge_started_total{{{Of}}} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"gantry_edge_received_bytes_total{{{Of}}} 70000\n", text, StringComparison.Ordinal);
        Assert.Contains($"gantry_edge_sent_bytes_total{{{Of}}} 70000\n", text, StringComparison.Ordinal);
        Assert.Contains($"gantry_edge_in_flight{{{Of}}} 0\n", text, StringComparison.Ordinal);
        // A connection is no request.
        Assert.DoesNotContain("gantry_edge_requests_total{route", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_open_is_shown_as_open_and_its_bytes_are_counted_before_it_is_over()
    {
        using var echo = new TcpBackend(5432, TcpBackend.EchoAsync);
        await edge.PutAsync(Wanted.Snapshot(1, Route(echo)));
        var before = await edge.StatsAsync();
        using var client = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000);
        await client.SayAsync("hello");
        Assert.Equal("hello", await client.HearAsync());
        var after = await edge.UntilStatsAsync(stats => stats.Routes[0].Releases[0].Requests.Sent == 5);
        Assert.Equal(1, after.Connections);
        var row = Assert.Single(TrafficReading.Between(before, after)!.Rows);
        Assert.Equal((Wanted.Web, 1, 1, 0.0), (row.Route, row.Release!.Value, row.InFlight, row.RequestsPerSecond));
        Assert.Contains("gantry_edge_open_connections 1\n", await MetricsAsync(), StringComparison.Ordinal);
        Assert.Empty(await LinesAsync(0));
    }

    [Fact]
    public async Task One_that_is_broken_cut_or_refused_says_so()
    {
        using var echo = new TcpBackend(5432, TcpBackend.EchoAsync);
        await edge.PutAsync(Wanted.Snapshot(1, Route(echo)));
        using (var client = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000))
        {
            await client.SayAsync("a");
            Assert.Equal("a", await client.HearAsync());
            client.Reset();
        }
        Assert.Equal("broken", Ended(await LinesAsync(1)));
        using var last = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000);
        await last.SayAsync("a");
        Assert.Equal("a", await last.HearAsync());
        // With nobody to go to, and the time of those who are still there over.
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Bare(2, Array.Empty<SnapshotReplica>()) with { DrainTimeout = TimeSpan.Zero, Published = [new PublishedPort(null, 9000, 5432)], Hold = true, HoldTimeout = TimeSpan.FromMilliseconds(1) }));
        Assert.Equal("cut", Ended(await LinesAsync(2)));
        using var refused = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000);
        var line = (await LinesAsync(3))[^1];
        Assert.Equal("refused", Ended([line]));
        Assert.Equal(Wanted.Web, (string?)JsonNode.Parse(line)!["route"]);
        Assert.Null(JsonNode.Parse(line)!["release"]);
        var failures = (await edge.StatsAsync()).Routes[0].Counts.Failures;
        Assert.Equal((1L, 1L), (failures["truncated"], failures["cut"]));
    }

    private static string? Ended(IReadOnlyList<string> lines) => (string?)JsonNode.Parse(lines[^1])!["ended"];

    private static SnapshotRoute Route(TcpBackend backend) =>
        Wanted.Bare(1, new SnapshotReplica("one", backend.Address.ToString())) with { Published = [new PublishedPort(null, 9000, 5432)] };

    private async Task<string[]> LinesAsync(int count)
    {
        string[] lines = [];
        await edge.UntilAsync(() => (lines = File.ReadAllLines(file)).Length == count);
        return lines;
    }

    private async Task<string> MetricsAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://{edge.Metrics}/metrics"));
    }
}

public sealed class GeneralLaneTcpSeenTests : TcpSeenTests
{
    protected override string Lane => EdgeUnderTest.General;
}
