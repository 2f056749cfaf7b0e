using System.Net;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Apps;

namespace Gantry.Integration.Edge.Rules;

/// <summary>What a rule may say beside host and path, in either lane.</summary>
public class RuleTests : IAsyncLifetime
{
    private HttpClient client = null!;
    private EdgeUnderTest edge = null!;
    private Backend one = null!;
    private Backend two = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;
    protected virtual Version Version => HttpVersion.Version11;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane);
        client = new HttpClient(new Spoken(Version));
        one = await Backend.StartAsync("one");
        two = await Backend.StartAsync("two");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await edge.DisposeAsync();
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    [Fact]
    public async Task Method_header_cookie_and_query_decide_where_a_request_goes()
    {
        await edge.PutAsync(Wanted.Snapshot(1,
            Wanted.Bare(1, one) with { Name = "a", Rules = [new RouteRule(null, "/", 80)] },
            Wanted.Bare(1, two) with
            {
                Name = "b",
                Rules =
                [
                    new RouteRule(null, "/", 80) { Match = new RouteMatch { Methods = ["DELETE"] } },
                    new RouteRule(null, "/", 80) { Match = new RouteMatch { Conditions = [new(ConditionOn.Header, "x-beta", "y*")] } },
                    new RouteRule(null, "/", 80) { Match = new RouteMatch { Conditions = [new(ConditionOn.Cookie, "group", "b")] } },
                    new RouteRule(null, "/", 80) { Match = new RouteMatch { Conditions = [new(ConditionOn.Query, "v", "2")] } },
                    new RouteRule(null, "/only", 80) { Exact = true },
                ],
            }));
        Assert.Equal("one", await AskAsync("/"));
        Assert.Equal("two", await AskAsync("/", HttpMethod.Delete));
        Assert.Equal("two", await AskAsync("/", header: ("X-Beta", "yes")));
        Assert.Equal("one", await AskAsync("/", header: ("X-Beta", "no")));
        Assert.Equal("two", await AskAsync("/", header: ("Cookie", "a=1; group=b")));
        Assert.Equal("one", await AskAsync("/", header: ("Cookie", "group=bb")));
        Assert.Equal("two", await AskAsync("/x?a=1&v=2"));
        Assert.Equal("one", await AskAsync("/x?v=20"));
        Assert.Equal("two", await AskAsync("/only"));
        Assert.Equal("one", await AskAsync("/only/x"));
    }

    [Theory]
    [InlineData("/api/head?x=/api", "/", "/head?x=/api")]
    [InlineData("/%61pi/head", "/", "/head")]
    [InlineData("/api", "/head", "/head")]
    [InlineData("/api?x", "/head", "/head?x")]
    public async Task A_path_is_put_in_the_place_of_the_rules_own(string asked, string rewrite, string got)
    {
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Bare(1, one) with { Rules = [new RouteRule(null, "/api", 80) { Rewrite = rewrite }] }));
        using var answer = await client.GetAsync(new Uri($"http://{edge.Http}{asked}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        Assert.Equal(got, answer.Headers.GetValues("Got-Target").Single());
    }

    [Fact]
    public async Task Requests_are_told_to_go_elsewhere()
    {
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Bare(1, one) with
        {
            Rules =
            [
                new RouteRule(null, "/", 80),
                new RouteRule(null, "/old", 80) { Redirect = new RouteRedirect("/new", 301) },
                new RouteRule(null, "/up", 80) { Redirect = new RouteRedirect("/", 302) },
                new RouteRule("www.shop.test", "/", 80) { Redirect = new RouteRedirect("https://shop.test", 308) },
            ],
        }));
        Assert.Equal((301, "/new/a?b=c"), await LocationAsync("/old/a?b=c"));
        Assert.Equal((302, "/evil.test"), await LocationAsync("/up//evil.test"));
        Assert.Equal((308, "https://shop.test/a?b"), await LocationAsync("/a?b", "www.shop.test"));
        Assert.Equal("one", await AskAsync("/older"));
    }

    [Fact]
    public async Task A_route_says_that_it_is_being_worked_on()
    {
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Bare(1, one) with
        {
            Rules = [new RouteRule(null, "/", 80), new RouteRule(null, "/shop", 80) { Maintenance = new MaintenanceNotice("<h1>Back at nine</h1>", TimeSpan.FromMinutes(5)) }],
        }));
        using var answer = await client.GetAsync(new Uri(edge.Url, "/shop/cart"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("300", answer.Headers.RetryAfter!.ToString());
        Assert.Equal("maintenance", answer.Headers.GetValues("X-Gantry-Error").Single());
        Assert.Equal("<h1>Back at nine</h1>", await answer.Content.ReadAsStringAsync());
        Assert.Equal("one", await AskAsync("/"));
        Assert.Equal(1, one.Served);
    }

    [Fact]
    public async Task Too_many_requests_are_refused_and_told_when_to_come_again()
    {
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Bare(1, one) with
        {
            Rules = [new RouteRule(null, "/", 80), new RouteRule(null, "/login", 80) { RatePerClient = new RateLimit(3, TimeSpan.FromHours(1)) }],
        }));
        for (var i = 0; i < 3; i++) Assert.Equal("one", await AskAsync("/login"));
        using var refused = await client.GetAsync(new Uri(edge.Url, "/login"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(int.Parse(refused.Headers.RetryAfter!.ToString()), 1100, 1200);
        Assert.Equal("rate-limit", refused.Headers.GetValues("X-Gantry-Error").Single());
        using var posted = await client.PostAsync(new Uri(edge.Url, "/login"), new StringContent(new string('x', 200_000)));
        Assert.Equal(HttpStatusCode.TooManyRequests, posted.StatusCode);
        Assert.Equal("one", await AskAsync("/"));
        Assert.Equal(4, one.Served);
        Assert.Equal(2, (await edge.StatsAsync()).Routes[0].Counts.Failures["limited"]);
    }

    private async Task<string> AskAsync(string path, HttpMethod? method = null, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(edge.Url, path));
        if (header is var (name, value)) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<(int Status, string? Location)> LocationAsync(string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{edge.Http}{path}");
        request.Headers.Host = host;
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString);
    }
}

public sealed class GeneralLaneRuleTests : RuleTests
{
    protected override string Lane => EdgeUnderTest.General;
}

/// <summary>The same for streams of HTTP/2.</summary>
public sealed class Http2RuleTests : RuleTests
{
    protected override Version Version => HttpVersion.Version20;
}
