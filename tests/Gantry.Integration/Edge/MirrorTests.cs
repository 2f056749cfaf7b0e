using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge;

/// <summary>Copies of requests to another release: they arrive as they were, and whatever becomes of them nobody notices.</summary>
public class MirrorTests : IAsyncLifetime
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly HttpClient client = new() { Timeout = EdgeUnderTest.Patience };
    private readonly ConcurrentQueue<string> copies = new();
    private EdgeUnderTest edge = null!;
    private Backend backend = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane);
        backend = await Backend.StartAsync("live");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await edge.DisposeAsync();
        await backend.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_is_the_request_with_its_body_and_says_that_it_is_one()
    {
        using var mirror = Recording();
        await MirrorAsync(mirror.Address, to => to with { Methods = ["POST"] });
        foreach (var body in (string[])["", "small", new string('x', 50_000)])
        {
            using var answer = await client.PostAsync(new Uri(edge.Url, "/echo?a=b%20c"), new StringContent(body));
            Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        }
        Assert.Equal("live", await client.GetStringAsync(new Uri(edge.Url, "/a")));
        await edge.UntilStatsAsync(_ => copies.Count == 4);
        var all = copies.OrderBy(copy => copy.Length).ToArray();
        Assert.Equal(["GET /a HTTP/1.1", "POST /echo?a=b%20c HTTP/1.1", "POST /echo?a=b%20c HTTP/1.1", "POST /echo?a=b%20c HTTP/1.1"], all.Select(copy => copy.Split("\r\n")[0]));
        Assert.Equal(["", "", "small", new string('x', 50_000)], all.Select(copy => copy.Split("\r\n\r\n", 2)[1]));
        Assert.All(all, copy => Assert.Single(Corpus.StrictReading.Fault(copy) is null ? [copy] : Array.Empty<string>()));
        Assert.All(all, copy => Assert.Contains("\r\nX-Gantry-Mirror: copy\r\n", copy, StringComparison.Ordinal));
        Assert.All(all, copy => Assert.Contains($"\r\nHost: {edge.Http}\r\n", copy, StringComparison.Ordinal));
        await edge.UntilStatsAsync(stats => stats.Routes[0].Mirrored?.GetValueOrDefault("answered") == 4);
        Assert.Equal(4, backend.Served);
    }

    [Fact]
    public async Task What_changes_something_is_copied_only_by_name_and_what_is_too_long_not_at_all()
    {
        using var mirror = Recording();
        await MirrorAsync(mirror.Address, to => to with { Methods = ["put"], BodyLimit = 1000 });
        await client.PostAsync(edge.Url, new StringContent("post"));
        await client.DeleteAsync(edge.Url);
        await client.PutAsync(edge.Url, new StringContent("put"));
        await client.PutAsync(edge.Url, new StringContent(new string('x', 1001)));
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, edge.Url));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Mirrored is { } mirrored && mirrored.GetValueOrDefault("answered") == 2 && mirrored.GetValueOrDefault("tooLong") == 1);
        await edge.UntilStatsAsync(_ => copies.Count == 2);
        Assert.Equal(["HEAD", "PUT"], copies.Select(copy => copy.Split(' ')[0]).Order());
    }

    [Fact]
    public async Task A_share_is_that_share()
    {
        using var mirror = Recording();
        await MirrorAsync(mirror.Address, to => to with { Share = 30 });
        for (var i = 0; i < 100; i++) await client.GetStringAsync(edge.Url);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Mirrored?.GetValueOrDefault("answered") == 30);
        Assert.Equal(30, copies.Count);
        // And none once the route has none.
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(backend)));
        for (var i = 0; i < 100; i++) await client.GetStringAsync(edge.Url);
        Assert.Equal(30, copies.Count);
    }

    public enum Mirror { Slow, Broken, Gone, Failing, Closing }

    [Theory]
    [InlineData(Mirror.Slow)]
    [InlineData(Mirror.Broken)]
    [InlineData(Mirror.Gone)]
    [InlineData(Mirror.Failing)]
    [InlineData(Mirror.Closing)]
    public async Task Whatever_the_mirror_does_every_request_is_answered_and_little_is_kept(Mirror kind)
    {
        const int Requests = 1500, Length = 40_000, Frugal = 80 * 1024 * 1024;
        using var silent = new TcpBackend(80, socket => Task.Delay(EdgeUnderTest.Patience));
        using var script = new Script(_ => kind switch
        {
            Mirror.Broken => ("what is this\r\n\r\n", true),
            Mirror.Failing => ("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", false),
            _ => ("", true),
        });
        await MirrorAsync(kind == Mirror.Gone ? Loopback.Next() : kind == Mirror.Slow ? silent.Address : script.Address, to => to with { Methods = ["POST"] });
        // What the edge holds for requests of this kind by itself is there before it is looked at.
        await ManyAsync(200, Length);
        var before = edge.Resident;
        await ManyAsync(Requests, Length);
        Assert.InRange(edge.Resident - before, long.MinValue, Frugal);
        var stats = await edge.StatsAsync();
        Assert.Equal(200 + Requests, stats.Routes[0].Counts.Started);
        Assert.Empty(stats.Routes[0].Counts.Failures);
        // None is forgotten: it failed, or there was no room for it. Those that a silent one has are on their way.
        if (kind == Mirror.Slow) Assert.True(stats.Routes[0].Mirrored!["full"] > 0);
        else await edge.UntilStatsAsync(now => now.Routes[0].Mirrored!.Values.Sum() == 200 + Requests && now.Routes[0].Mirrored!.GetValueOrDefault("answered") == 0);
    }

    [Fact]
    public async Task A_mirror_that_is_gone_is_left_alone_and_found_again()
    {
        var address = Loopback.Next();
        await MirrorAsync(address, to => to);
        await UntilAsync("away");
        Assert.InRange((await edge.StatsAsync()).Routes[0].Mirrored!.GetValueOrDefault("failed"), 1, 20);
        using var mirror = Recording(address);
        await UntilAsync("answered");
        Assert.NotEmpty(copies);
    }

    /// <summary>Sends requests until there is one of this kind.</summary>
    private Task<EdgeStats> UntilAsync(string kind) => edge.UntilStatsAsync(stats =>
    {
        if (stats.Routes[0].Mirrored?.GetValueOrDefault(kind) > 0) return true;
        Assert.Equal("live", client.GetStringAsync(edge.Url).GetAwaiter().GetResult());
        return false;
    });

    private Task ManyAsync(int times, int length)
    {
        var (body, echo) = (Encoding.ASCII.GetBytes(new string('x', length)), new Uri(edge.Url, "/echo"));
        return Parallel.ForEachAsync(Enumerable.Range(0, times), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancellation) =>
        {
            using var answer = await client.PostAsync(echo, new ByteArrayContent(body), cancellation);
            Assert.Equal(length, (await answer.Content.ReadAsByteArrayAsync(cancellation)).Length);
        });
    }

    private Script Recording(IPAddress? at = null) => new(heard =>
    {
        copies.Enqueue(heard);
        return (heard.StartsWith("HEAD", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : Ok, false);
    }, at);

    private Task MirrorAsync(IPAddress address, Func<SnapshotMirror, SnapshotMirror> how) =>
        edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(backend) with { Mirror = how(new SnapshotMirror(2, [new SnapshotReplica("mirror", address.ToString())], 100)) }));
}

public sealed class GeneralLaneMirrorTests : MirrorTests
{
    protected override string Lane => EdgeUnderTest.General;
}
