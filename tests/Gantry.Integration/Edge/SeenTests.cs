using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Edges;

namespace Gantry.Integration.Edge;

/// <summary>What is counted of what goes through, which is the same in both lanes.</summary>
public class SeenTests : IAsyncLifetime
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private EdgeUnderTest edge = null!;
    private Backend one = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane);
        one = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await edge.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task Requests_are_counted_by_release_class_bytes_and_duration()
    {
        foreach (var status in (int[])[200, 204, 302, 404, 404, 500, 503]) await GetAsync($"/status?{status}");
        using var echoed = await client.PostAsync(new Uri(edge.Url, "/echo"), new ByteArrayContent(new byte[70_000]));
        Assert.Equal(70_000, (await echoed.Content.ReadAsByteArrayAsync()).Length);
        var counts = (await UntilAsync(release => release.Total == 8)).Requests;
        Assert.Equal(new SortedDictionary<string, long> { ["2xx"] = 3, ["3xx"] = 1, ["4xx"] = 2, ["5xx"] = 2 }, new SortedDictionary<string, long>(counts.Answers.ToDictionary()));
        Assert.Equal((70_000L, 70_000L), (counts.Received, counts.Sent));
        Assert.Equal(8, counts.Durations.Sum());
        Assert.InRange(counts.Seconds, 0.0001, 60);
    }

    [Fact]
    public async Task What_is_for_no_route_is_counted_apart()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Bare(1, one) with { Rules = [new("one.test", "/", 80)] }));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync("/"));
        var stats = await edge.UntilStatsAsync(stats => stats.Unrouted.Total == 1);
        Assert.Equal(1, stats.Unrouted.Answers["4xx"]);
        Assert.Equal(0, stats.Routes.Single().Releases.Single().Requests.Total);
    }

    [Fact]
    public async Task A_replica_that_does_not_answer_is_an_error_of_its_release_and_a_second_try_is_a_retry()
    {
        Assert.Equal(HttpStatusCode.BadGateway, await GetAsync("/silent"));
        var counts = (await UntilAsync(release => release.Total == 1)).Requests;
        Assert.Equal(1, counts.Errors);
        // The fast lane tries once before it hands the request over.
        Assert.InRange(counts.Retries, 2, 3);
    }

    [Fact]
    public async Task A_client_that_goes_is_told_apart_from_an_answer()
    {
        using (var gone = new CancellationTokenSource())
        {
            var waiting = client.GetAsync(new Uri(edge.Url, "/wait"), gone.Token);
            await edge.UntilAsync(() => one.Waiting == 1);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }
        var counts = (await UntilAsync(release => release.Total == 1)).Requests;
        Assert.Equal(1, counts.Answers[RequestCounts.NoAnswer]);
    }

    [Fact]
    public async Task An_upgraded_connection_is_one_answer_and_its_bytes()
    {
        using (var socket = new ClientWebSocket())
        {
            await socket.ConnectAsync(new Uri($"ws://{edge.Http}/ws"), CancellationToken.None);
            await socket.SendAsync(new byte[500], WebSocketMessageType.Binary, true, CancellationToken.None);
            await socket.ReceiveAsync(new byte[1000], CancellationToken.None);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
        }
        var counts = (await UntilAsync(release => release.Sent > 500 && release.Received > 500)).Requests;
        Assert.Equal([KeyValuePair.Create("1xx", 1L)], counts.Answers);
    }

    [Fact]
    public async Task Counters_are_shown_as_text_and_those_of_a_route_that_left_are_not()
    {
        await GetAsync("/status?200");
        await UntilAsync(release => release.Total == 1);
        using var asked = new HttpRequestMessage(HttpMethod.Get, $"http://{edge.Metrics}/metrics") { Headers = { { "Accept", "application/openmetrics-text; version=1.0.0" } } };
        using var answer = await client.SendAsync(asked);
        Assert.Equal("application/openmetrics-text", answer.Content.Headers.ContentType!.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains($"gantry_edge_requests_total{{route=\"{Wanted.Web}\",app=\"shop\",service=\"web\",release=\"1\",class=\"2xx\"}} 1\n", text);
        Assert.EndsWith("# EOF\n", text);
        await edge.PutAsync(Wanted.Snapshot(2));
        Assert.DoesNotContain("shop", await client.GetStringAsync(new Uri($"http://{edge.Metrics}/metrics")));
    }

    [Fact]
    public async Task Nothing_but_counters_is_shown_and_to_no_other_name()
    {
        using var stop = await client.PostAsync(new Uri($"http://{edge.Metrics}/stop"), null);
        Assert.Equal(HttpStatusCode.NotFound, stop.StatusCode);
        using var asked = new HttpRequestMessage(HttpMethod.Get, $"http://{edge.Metrics}/metrics") { Headers = { Host = "rebound.test" } };
        using var answer = await client.SendAsync(asked);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_process_that_has_taken_over_shows_its_counters_while_the_one_before_still_has_a_request()
    {
        await GetAsync("/status?200");
        await UntilAsync(release => release.Total == 1);
        using var gone = new CancellationTokenSource();
        var waiting = client.GetAsync(new Uri(edge.Url, "/wait"), gone.Token);
        await edge.UntilAsync(() => one.Waiting == 1);
        var old = await edge.ReplaceAsync();
        using (var fresh = new HttpClient()) await fresh.GetAsync(new Uri(edge.Url, "/status?503"));
        await edge.UntilStatsAsync(stats => stats.Routes.Single().Releases.Single().Requests.Total == 1);
        Assert.Contains("class=\"5xx\"} 1\n", await ShownAsync());
        Assert.False(old.HasExited);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    /// <summary>The page of the counters, of a process that may not have the address yet.</summary>
    private async Task<string> ShownAsync()
    {
        using var fresh = new HttpClient();
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await fresh.GetStringAsync(new Uri($"http://{edge.Metrics}/metrics"));
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(since) < EdgeUnderTest.Patience)
            {
                // The one before has just left it.
            }
        }
    }

    private async Task<HttpStatusCode> GetAsync(string path)
    {
        using var answer = await client.GetAsync(new Uri(edge.Url, path));
        return answer.StatusCode;
    }

    private async Task<ReleaseTraffic> UntilAsync(Func<RequestCounts, bool> wanted)
    {
        var stats = await edge.UntilStatsAsync(stats => wanted(stats.Routes.Single().Releases.Single().Requests));
        return stats.Routes.Single().Releases.Single();
    }
}

public sealed class GeneralLaneSeenTests : SeenTests
{
    protected override string Lane => EdgeUnderTest.General;
}
