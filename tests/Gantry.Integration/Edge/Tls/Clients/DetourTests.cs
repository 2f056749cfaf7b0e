namespace Gantry.Integration.Edge.Tls.Clients;

/// <summary>Ways round a demand: by another host's connection, and by another host's session.</summary>
public class DetourTests : ClientCertificateTest
{
    [Fact]
    public async Task A_connection_for_one_host_is_of_no_use_for_another()
    {
        foreach (var version in new[] { "--http1.1", "--http2" })
        {
            var served = One.Served;
            // Not asked at all, though there is something to show.
            Assert.Equal("421", await StatusAsync(Shop, "/", [version, "-H", $"Host: {Api}", .. With()]));
            Assert.Equal("421", await StatusAsync(Shop, "/", [version, "-H", $"Host: {Staff}", .. With()]));
            // Asked, and by the same authorities, but for another host.
            Assert.Equal("421", await StatusAsync(Api, "/", [version, "-H", $"Host: {Other}", .. With()]));
            Assert.Equal("421", await StatusAsync(Staff, "/", [version, "-H", $"Host: {Api}"]));
            Assert.Equal(served, One.Served);
            Assert.Equal("200", await StatusAsync(Api, "/", [version, "-H", $"Host: {Shop}", .. With()]));
            Assert.Equal("200", await StatusAsync(Api, "/", [version, "-H", "Host: API.test", .. With()]));
        }
    }

    [Fact]
    public async Task The_one_that_is_sent_away_is_told_why_and_its_connection_of_one_request_at_a_time_ends()
    {
        var said = await CurlAsync(Shop, "/", "--http1.1", "-i", "-H", $"Host: {Api}");
        Assert.StartsWith("HTTP/1.1 421", said.Out, StringComparison.Ordinal);
        Assert.Contains("X-Gantry-Error: misdirected", said.Out, StringComparison.Ordinal);
        Assert.Contains("Connection: close", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_of_any_shape_are_sent_away()
    {
        Assert.Equal("421", await StatusAsync(Shop, "/", "--http1.1", "-H", $"Host: {Api}", "-H", "Transfer-Encoding: chunked", "-d", "x"));
        Assert.Equal("421", await StatusAsync(Shop, "/", "--http2", "-H", $"Host: {Api}", "-H", "Content-Type: application/grpc", "-d", "x"));
        Assert.Equal("421", await StatusAsync(Shop, "/", "--http1.1", "--request-target", $"https://{Api}/", "-H", $"Host: {Api}"));
        Assert.Equal("421", await StatusAsync(Shop, "/", "--http1.1", "-H", $"Host: {Api}", "-H", "Connection: Upgrade", "-H", "Upgrade: websocket"));
        Assert.Equal(0, One.Served);
    }

    [Fact]
    public async Task A_session_of_another_host_is_not_gone_on_with()
    {
        foreach (var version in new[] { "-tls1_2", "-tls1_3" })
        {
            var file = Path.Combine(Edge.Home, "session");
            Assert.Contains("200 OK", await OpenSslAsync(Shop, Ask(Shop), version, "-sess_out", file), StringComparison.Ordinal);
            var refused = await OpenSslAsync(Api, Ask(Api), version, "-sess_in", file);
            Assert.DoesNotContain("Reused", refused, StringComparison.Ordinal);
            Assert.DoesNotContain("200 OK", refused, StringComparison.Ordinal);
            // With a certificate, and then without for a host that would have it too.
            Assert.Contains("200 OK", await OpenSslAsync(Api, Ask(Api), [version, "-sess_out", file, .. Papers(Pair)]), StringComparison.Ordinal);
            refused = await OpenSslAsync(Other, Ask(Other), version, "-sess_in", file);
            Assert.DoesNotContain("Reused", refused, StringComparison.Ordinal);
            Assert.DoesNotContain("200 OK", refused, StringComparison.Ordinal);
        }
    }
}

/// <summary>The same where the doorway ends TLS.</summary>
public sealed class GeneralDetourTests : DetourTests
{
    protected override bool GeneralLane => true;
}

/// <summary>What only the loops do: go on with a session in which a certificate was shown.</summary>
public sealed class ResumedTests : ClientCertificateTest
{
    [Fact]
    public async Task A_session_of_the_same_host_is_gone_on_with_and_says_whose_it_is_until_the_bundle_is_replaced()
    {
        foreach (var version in new[] { "-tls1_2", "-tls1_3" })
        {
            var file = Path.Combine(Edge.Home, "session");
            Assert.Contains("200 OK", await OpenSslAsync(Api, Ask(Api), [version, "-sess_out", file, .. Papers(Pair)]), StringComparison.Ordinal);
            var again = await OpenSslAsync(Api, Ask(Api), version, "-sess_in", file);
            Assert.Contains("Reused", again, StringComparison.Ordinal);
            Assert.Contains($"Got-Client-Cert: :{Convert.ToBase64String(Jane.RawData)}:", again, StringComparison.Ordinal);
            new Harness.Authority().PutRoot(Bundle);
            await Edge.UntilStatsAsync(_ => StatusAsync(Api, "/", With()).GetAwaiter().GetResult() != "200");
            Assert.DoesNotContain("200 OK", await OpenSslAsync(Api, Ask(Api), version, "-sess_in", file), StringComparison.Ordinal);
            Clients.PutRoot(Bundle);
            await Edge.UntilStatsAsync(_ => StatusAsync(Api, "/", With()).GetAwaiter().GetResult() == "200");
        }
    }
}
