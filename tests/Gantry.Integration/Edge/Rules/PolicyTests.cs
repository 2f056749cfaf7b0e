using System.Net;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Apps;

namespace Gantry.Integration.Edge.Rules;

/// <summary>How requests are shared, and what becomes of them when replicas fail or have too much to do, in either lane.</summary>
public class PolicyTests : IAsyncLifetime
{
    private HttpClient client = null!;
    private readonly List<Backend> backends = [];
    private EdgeUnderTest edge = null!;
    private long revision;

    protected virtual string Lane => EdgeUnderTest.Fast;
    protected virtual Version Version => HttpVersion.Version11;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane);
        client = new HttpClient(new Spoken(Version));
        foreach (var name in (string[])["one", "two", "three", "four"]) backends.Add(await Backend.StartAsync(name));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await edge.DisposeAsync();
        foreach (var backend in backends) await backend.DisposeAsync();
    }

    [Fact]
    public async Task A_key_leads_to_the_same_replica()
    {
        await PutAsync(new TrafficPolicy { Balance = Balancing.Hash, Hash = new HashSource(HashOn.Header, "x-user") });
        var users = Enumerable.Range(0, 40).ToList();
        var first = new List<string>();
        foreach (var user in users) first.Add(await AskAsync("/", ("X-User", $"{user}")));
        Assert.Equal(4, first.Distinct().Count());
        for (var round = 0; round < 3; round++)
        {
            foreach (var user in users) Assert.Equal(first[user], await AskAsync("/", ("X-User", $"{user}")));
        }
    }

    [Fact]
    public async Task A_client_with_the_cookie_keeps_its_replica()
    {
        await PutAsync(new TrafficPolicy { Sticky = true });
        using var answer = await client.GetAsync(edge.Url);
        var (replica, cookie) = (await answer.Content.ReadAsStringAsync(), answer.Headers.GetValues("Set-Cookie").Single());
        Assert.EndsWith("; Path=/; HttpOnly; SameSite=Lax", cookie);
        for (var i = 0; i < 12; i++) Assert.Equal(replica, await AskAsync("/", ("Cookie", cookie.Split(';')[0])));
        await backends.Single(backend => backend.Name == replica).KillAsync();
        Assert.NotEqual(replica, await AskAsync("/", ("Cookie", cookie.Split(';')[0])));
    }

    [Fact]
    public async Task Replicas_that_fail_are_left_out_and_no_more_than_half_of_them()
    {
        await PutAsync(new TrafficPolicy { Ejection = new EjectionPolicy { Errors = 3, For = TimeSpan.FromMinutes(5) } });
        for (var i = 0; i < 40; i++) using (await client.PostAsync(new Uri(edge.Url, "/silent"), null)) { }
        var stats = await edge.StatsAsync();
        Assert.Equal(2, stats.Replicas.Count(replica => replica is { InRotation: true, Healthy: false }));
        Assert.Equal(2, (await edge.ReportAsync()).Unhealthy.Count);
    }

    [Fact]
    public async Task An_answer_is_not_waited_for_without_end()
    {
        await PutAsync(new TrafficPolicy { Timeouts = new TimeoutPolicy { Answer = TimeSpan.FromMilliseconds(300) } });
        using var late = await client.GetAsync(new Uri(edge.Url, "/wait"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.Equal("timeout", late.Headers.GetValues("X-Gantry-Error").Single());
        Assert.Contains(await AskAsync("/"), backends.Select(backend => backend.Name));
        Assert.Equal(1, (await edge.StatsAsync()).Routes[0].Counts.Failures["timeout"]);
    }

    [Fact]
    public async Task More_of_an_answer_is_not_waited_for_without_end()
    {
        await PutAsync(new TrafficPolicy { Timeouts = new TimeoutPolicy { Idle = TimeSpan.FromMilliseconds(300) } });
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync(new Uri(edge.Url, "/events")));
        await PutAsync(new TrafficPolicy { Timeouts = new TimeoutPolicy { Total = TimeSpan.FromMilliseconds(300) } });
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync(new Uri(edge.Url, "/events")));
        Assert.Equal(2, (await edge.StatsAsync()).Routes[0].Counts.Failures["timeout"]);
    }

    [Fact]
    public async Task What_nobody_answered_is_sent_again_only_where_it_may_be()
    {
        await PutAsync(new TrafficPolicy { Retries = new RetryPolicy { Most = 2 }, Ejection = new EjectionPolicy { Off = true } });
        Assert.Equal((502, 3), await SilentAsync(HttpMethod.Get));
        Assert.Equal((502, 1), await SilentAsync(HttpMethod.Post));
        Assert.Equal((502, 1), await SilentAsync(HttpMethod.Delete));
        await PutAsync(new TrafficPolicy { Retries = new RetryPolicy { Most = 1, Idempotent = true }, Ejection = new EjectionPolicy { Off = true } });
        Assert.Equal((502, 2), await SilentAsync(HttpMethod.Delete));
        Assert.Equal((502, 1), await SilentAsync(HttpMethod.Post));
        await PutAsync(new TrafficPolicy { Retries = new RetryPolicy { Most = 0 }, Ejection = new EjectionPolicy { Off = true } });
        Assert.Equal((502, 1), await SilentAsync(HttpMethod.Get));
    }

    [Fact]
    public async Task A_body_that_is_too_long_reaches_nobody()
    {
        await PutAsync(new TrafficPolicy { Limits = new TrafficLimits { Body = 1000 } });
        using var fits = await client.PostAsync(new Uri(edge.Url, "/echo"), new ByteArrayContent(new byte[1000]));
        Assert.Equal(1000, (await fits.Content.ReadAsByteArrayAsync()).Length);
        var served = backends.Sum(backend => backend.Served);
        using var more = await client.PostAsync(new Uri(edge.Url, "/echo"), new ByteArrayContent(new byte[1001]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, more.StatusCode);
        Assert.Equal(served, backends.Sum(backend => backend.Served));
    }

    [Fact]
    public async Task What_is_more_than_is_taken_at_once_is_turned_away_or_waits()
    {
        await PutAsync(new TrafficPolicy { Limits = new TrafficLimits { Requests = 2 } });
        var open = new List<Task<string>> { client.GetStringAsync(new Uri(edge.Url, "/wait")), client.GetStringAsync(new Uri(edge.Url, "/wait")) };
        await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.InFlight == 2);
        using var refused = await client.GetAsync(edge.Url);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("overloaded", refused.Headers.GetValues("X-Gantry-Error").Single());
        Assert.Equal("1", refused.Headers.RetryAfter!.ToString());
        await PutAsync(new TrafficPolicy { Limits = new TrafficLimits { Requests = 2, Pending = 1 } });
        var waiting = client.GetStringAsync(edge.Url);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Held == 1);
        using var full = await client.GetAsync(edge.Url);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, full.StatusCode);
        backends.ForEach(backend => backend.Open());
        await waiting;
        await Task.WhenAll(open);
        Assert.Equal(2, (await edge.StatsAsync()).Routes[0].Counts.Failures["overloaded"]);
    }

    private async Task<(int Status, int Sent)> SilentAsync(HttpMethod method)
    {
        var before = backends.Sum(backend => backend.Served);
        using var request = new HttpRequestMessage(method, new Uri(edge.Url, "/silent"));
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, backends.Sum(backend => backend.Served) - before);
    }

    private async Task<string> AskAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(edge.Url, path));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private Task PutAsync(TrafficPolicy? policy) => edge.PutAsync(Wanted.Snapshot(++revision, Wanted.Route([.. backends]) with { Policy = policy }));
}

public sealed class GeneralLanePolicyTests : PolicyTests
{
    protected override string Lane => EdgeUnderTest.General;
}

/// <summary>The same for streams of HTTP/2.</summary>
public sealed class Http2PolicyTests : PolicyTests
{
    protected override Version Version => HttpVersion.Version20;
}
