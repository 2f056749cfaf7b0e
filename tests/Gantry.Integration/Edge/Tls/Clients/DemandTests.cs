using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Tls.Clients;

/// <summary>Who is let in, and what the service is told of them.</summary>
public class DemandTests : ClientCertificateTest
{
    private static readonly string[] Forged = ["-H", "Client-Cert: :AAAA:", "-H", "client_cert: :BBBB:", "-H", "Client-Cert-Chain: :CCCC:", "-H", "CLIENT-CERT-CHAIN: :DDDD:"];

    private string SaidOfJane => $"Got-Client-Cert: :{Convert.ToBase64String(Jane.RawData)}:";

    [Fact]
    public async Task A_client_of_the_authority_is_let_in_and_the_service_is_told_who_it_is_by_nobody_else()
    {
        foreach (var version in new[] { "--http1.1", "--http2" })
        {
            foreach (var host in new[] { Api, Staff })
            {
                var seen = await SeenAsync(host, [version, .. With(), .. Forged]);
                Assert.Contains(SaidOfJane, seen, StringComparison.OrdinalIgnoreCase);
                Assert.Single(Lines(seen));
            }
            // Nobody asks there, so nobody is told either.
            Assert.Empty(Lines(await SeenAsync(Shop, [version, .. With(), .. Forged])));
        }
    }

    [Fact]
    public async Task Both_ways_of_a_request_tell_the_service_the_same()
    {
        // Of unknown length: the general lane's.
        var seen = await SeenAsync(Api, ["--http1.1", "-X", "POST", "-H", "Transfer-Encoding: chunked", "-d", "body", .. With(), .. Forged]);
        Assert.Equal([SaidOfJane], Lines(seen));
        seen = await SeenAsync(Api, ["--http2", "-X", "POST", "-d", "body", .. With(), .. Forged]);
        Assert.Equal([SaidOfJane], Lines(seen), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_refused_where_one_is_required_and_served_where_one_is_asked_for()
    {
        foreach (var version in new[] { "1.2", "1.3" })
        {
            string[] words = [$"--tlsv{version}", "--tls-max", version];
            Assert.StartsWith("exit", await StatusAsync(Api, "/", words), StringComparison.Ordinal);
            Assert.Equal("200", await StatusAsync(Api, "/", [.. words, .. With()]));
            Assert.Equal("200", await StatusAsync(Staff, "/", words));
            Assert.Equal("200", await StatusAsync(Shop, "/", words));
            Assert.Empty(Lines(await SeenAsync(Staff, [.. words, .. Forged])));
        }
    }

    [Fact]
    public async Task A_route_that_requires_one_on_a_host_that_asks_says_what_is_missing()
    {
        foreach (var version in new[] { "--http1.1", "--http2" })
        {
            Assert.Equal("403", await StatusAsync(Staff, "/vault", version));
            var refused = await CurlAsync(Staff, "/vault/x", version, "-i");
            Assert.Contains("x-gantry-error: client-certificate", refused.Out.ToLowerInvariant(), StringComparison.Ordinal);
            Assert.Equal("200", await StatusAsync(Staff, "/vault", [version, .. With()]));
        }
    }

    [Fact]
    public async Task One_that_does_not_count_is_refused_where_one_is_asked_for_too()
    {
        var at = (string name) => Path.Combine(Edge.Home, name);
        Clients.PutClient(at("expired"), -20, -1);
        Clients.PutClient(at("later"), 1, 20);
        Clients.PutClient(at("server"), forServers: true);
        new Authority().PutClient(at("stranger"));
        foreach (var pair in new[] { "expired", "later", "server", "stranger" })
        {
            foreach (var host in new[] { Api, Staff }) Assert.StartsWith("exit", await StatusAsync(host, "/", With(at(pair))), StringComparison.Ordinal);
        }
        Assert.Equal(0, One.Served);
        // Who came, and that they came in vain, is nobody's business who reads the log.
        Assert.DoesNotContain("Jane", Edge.Log, StringComparison.Ordinal);
    }

    private static List<string> Lines(string seen) =>
        [.. seen.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Contains("client", StringComparison.OrdinalIgnoreCase) && line.Contains("cert", StringComparison.OrdinalIgnoreCase))];
}

/// <summary>The same where the doorway ends TLS.</summary>
public sealed class GeneralDemandTests : DemandTests
{
    protected override bool GeneralLane => true;
}

/// <summary>What clients are told by the handshake, where the loops make it.</summary>
public sealed class DemandAlertTests : ClientCertificateTest
{
    [Fact]
    public async Task A_client_is_told_by_the_alert_what_is_wrong()
    {
        var at = (string name) => Path.Combine(Edge.Home, name);
        Clients.PutClient(at("expired"), -20, -1);
        Clients.PutClient(at("server"), forServers: true);
        new Authority().PutClient(at("stranger"));
        Assert.Contains("alert certificate required", await SaidAsync(), StringComparison.Ordinal);
        Assert.Contains("alert certificate expired", await SaidAsync(at("expired")), StringComparison.Ordinal);
        Assert.Contains("alert unsupported certificate", await SaidAsync(at("server")), StringComparison.Ordinal);
        Assert.Contains("alert unknown ca", await SaidAsync(at("stranger")), StringComparison.Ordinal);
        // Clients with several certificates find the one that is meant.
        Assert.Contains("CN = root", await SaidAsync(Pair), StringComparison.Ordinal);
    }

    private Task<string> SaidAsync(string? pair = null) =>
        OpenSslAsync(Api, Ask(Api), pair is null ? [] : Papers(pair));
}
