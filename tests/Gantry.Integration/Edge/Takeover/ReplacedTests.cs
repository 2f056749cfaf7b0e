using System.Diagnostics;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;

namespace Gantry.Integration.Edge.Takeover;

/// <summary>The edge is replaced by another process of it, again and again, and nobody who uses it notices.</summary>
[Collection(nameof(Alone))]
public sealed class ReplacedTests
{
    private static readonly int Times = Checkout.Nightly ? 50 : 4;

    /// <summary>So many conversations are open at a time, each over as many replacements.</summary>
    private const int Open = 3;

    [Theory]
    [InlineData(EdgeUnderTest.Fast)]
    [InlineData(EdgeUnderTest.General)]
    public async Task Under_a_thousand_requests_a_second_none_fails_and_streams_go_on_to_their_own_end(string lane)
    {
        await using var edge = await EdgeUnderTest.StartAsync(lane);
        await using var replica = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(replica) with { Rules = [new(null, "/", 80), new(null, "/grpc", 81)] }));
        using var over = new CancellationTokenSource();
        PoliteClient[] clients = [.. Enumerable.Range(0, 10).Select(_ => new PoliteClient(edge.Http, TimeSpan.FromMilliseconds(20))), .. Enumerable.Range(0, 10).Select(_ => new PoliteClient(edge.Http, TimeSpan.FromMilliseconds(400)))];
        var asking = clients.Select(client => client.RunAsync(over.Token)).ToArray();
        await using var load = Load.HeyPost(edge.Url, clients: 16, perClient: 32);
        await using var strict = Load.Wrk(edge.Url, connections: 8, pauseMilliseconds: 20);
        var streams = new Queue<IStream>();
        var old = new List<Process>();
        for (var i = 0; i < Times; i++)
        {
            streams.Enqueue(await WebSocketStream.OpenAsync(edge));
            streams.Enqueue(await GrpcStream.OpenAsync(edge));
            old.Add(await edge.ReplaceAsync());
            foreach (var stream in streams) await stream.TalkAsync($"over replacement {i}");
            while (streams.Count > 2 * Open) await streams.Dequeue().DisposeAsync();
        }
        while (streams.TryDequeue(out var stream)) await stream.DisposeAsync();
        await over.CancelAsync();
        foreach (var lost in await Task.WhenAll(asking)) Assert.Empty(lost);
        Assert.Contains(clients, client => client.Goodbyes > 0);
        var (hey, wrk) = (await load.StopAsync(), await strict.StopAsync());
        hey.ExpectNoFailure(atLeast: 0);
        wrk.ExpectNoFailure(atLeast: 0);
        TestContext.Current.SendDiagnosticMessage($"{lane}: {Times} replacements, {hey.Requests} + {wrk.Requests} + {clients.Sum(client => client.Answers)} requests. {hey.Summary} {wrk.Summary}");
        // With nobody left to wait for they end, by themselves and in order.
        foreach (var process in old)
        {
            using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
            await process.WaitForExitAsync(deadline.Token);
            Assert.True(process.ExitCode == 0, $"{process.ExitCode}: {edge.Log}");
        }
        Assert.Null((await edge.ReportAsync()).Lost);
        await edge.UntilAsync(report => report.Finishing == 0);
    }
}
