using System.Text.Json.Nodes;
using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge;

/// <summary>What is written of requests. The same in both lanes.</summary>
public class AccessLogTests : IAsyncLifetime
{
    private readonly string file = Path.GetTempFileName();
    private EdgeUnderTest edge = null!;
    private Backend one = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane, "--access-log", "json", "--access-log-file", file);
        one = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await one.DisposeAsync();
        File.Delete(file);
    }

    [Fact]
    public async Task A_request_is_a_line_that_says_what_became_of_it()
    {
        using var client = new HttpClient();
        using var asked = new HttpRequestMessage(HttpMethod.Post, new Uri(edge.Url, "/echo?token=s3cret")) { Content = new ByteArrayContent(new byte[3000]) };
        asked.Headers.TryAddWithoutValidation("X-Request-Id", "mine");
        asked.Headers.TryAddWithoutValidation("User-Agent", "test \"1\"");
        (await client.SendAsync(asked)).Dispose();
        (await client.GetAsync(new Uri(edge.Url, "/status?404"))).Dispose();
        string[] lines = [];
        await edge.UntilAsync(() => (lines = File.ReadAllLines(file)).Length == 2);
        var first = JsonNode.Parse(lines[0])!;
        Assert.Equal(("POST", "/echo", 200), ((string?)first["method"], (string?)first["path"], (int)first["status"]!));
        Assert.Equal((3000, 3000), ((int)first["received"]!, (int)first["sent"]!));
        Assert.Equal((Wanted.Web, 1, "one"), ((string?)first["route"], (int)first["release"]!, (string?)first["replica"]));
        Assert.Equal(("mine", "test \"1\"", "127.0.0.1"), ((string?)first["id"], (string?)first["agent"], (string?)first["client"]));
        Assert.Matches("^[0-9a-f]{32}$", (string?)first["trace"]);
        Assert.DoesNotContain("s3cret", lines[0]);
        var second = JsonNode.Parse(lines[1])!;
        Assert.Equal((404, (string?)second["id"]), ((int)second["status"]!, (string?)second["trace"]));
    }

    [Fact]
    public async Task Nobody_waits_for_a_log_that_cannot_be_written()
    {
        File.Delete(file);
        Directory.CreateDirectory(file);
        using var client = new HttpClient();
        for (var i = 0; i < 10; i++) Assert.Equal("one", await client.GetStringAsync(edge.Url));
        await edge.UntilAsync(() => edge.Log.Contains("lines of the access log were dropped", StringComparison.Ordinal));
        Directory.Delete(file);
    }
}

public sealed class GeneralLaneAccessLogTests : AccessLogTests
{
    protected override string Lane => EdgeUnderTest.General;
}
