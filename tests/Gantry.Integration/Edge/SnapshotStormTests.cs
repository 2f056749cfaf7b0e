using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge;

/// <summary>
/// Snapshots as fast as they are acknowledged, under load. With each one the rule of a host goes to the other port and its route to
/// the other replica, so an answer says whether the request found its way by one snapshot or by a mix of two.
/// </summary>
[Collection(nameof(Alone))]
public sealed class SnapshotStormTests : IAsyncLifetime
{
    private const int Clients = 8;
    private static readonly int Snapshots = Checkout.Nightly ? 10_000 : 400;

    /// <summary>Now and then the whole is sent, as after a lost answer.</summary>
    private const int WholeEvery = 9;

    private readonly Backend[] replicas = new Backend[2];

    public async ValueTask InitializeAsync()
    {
        replicas[0] = await Backend.StartAsync("even");
        replicas[1] = await Backend.StartAsync("odd");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas) await replica.DisposeAsync();
    }

    [Theory]
    [InlineData(EdgeUnderTest.Fast)]
    [InlineData(EdgeUnderTest.General)]
    public async Task No_request_fails_and_none_is_served_by_a_mix_of_two(string lane)
    {
        await using var edge = await EdgeUnderTest.StartAsync(lane);
        var served = Of(1);
        await edge.PutAsync(served);
        using var over = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(number => Task.Run(() => AskAsync(edge, number, over.Token))).ToArray();
        using var witness = new HttpClient();
        for (var revision = 2; revision <= Snapshots; revision++)
        {
            var next = Of(revision);
            if (revision % WholeEvery == 0) await edge.PutAsync(next);
            else await edge.ChangeAsync(served, next);
            served = next;
            // What starts after the acknowledgement is served by it, and not by the one before.
            Assert.Equal(Answer(revision), await GetAsync(witness, edge, "one.test"));
        }
        await over.CancelAsync();
        var counts = await Task.WhenAll(clients);
        Assert.All(counts, count => Assert.True(count > 0));
        Assert.Equal(Snapshots, (await edge.ReportAsync()).Revision);
    }

    private static async Task<int> AskAsync(EdgeUnderTest edge, int number, CancellationToken over)
    {
        using var client = new HttpClient();
        var count = 0;
        for (; !over.IsCancellationRequested; count++)
        {
            var answer = await GetAsync(client, edge, (number + count) % 2 == 0 ? "one.test" : "two.test");
            Assert.True(answer is "even:80" or "odd:82", $"request {count} of client {number} was served by a mix: {answer}");
        }
        return count;
    }

    private static async Task<string> GetAsync(HttpClient client, EdgeUnderTest edge, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(edge.Url, "/port")) { Headers = { Host = host } };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private static string Answer(int revision) => revision % 2 == 0 ? "even:80" : "odd:82";

    /// <summary>Two routes that move together, and with every third one a route that comes and goes between them.</summary>
    private TrafficSnapshot Of(int revision)
    {
        var between = revision % 3 == 0 ? [Route("production/shop.between", "between.test", revision)] : Array.Empty<SnapshotRoute>();
        return Wanted.Snapshot(revision, [Route("production/shop.a", "one.test", revision), .. between, Route("production/shop.two", "two.test", revision)]);
    }

    private SnapshotRoute Route(string name, string host, int revision) =>
        Wanted.Bare(revision, new SnapshotReplica($"{name}.{revision % 2}", replicas[revision % 2].Address.ToString())) with
        {
            Name = name,
            Rules = [new RouteRule(host, "/", revision % 2 == 0 ? 80 : 82)],
        };
}
