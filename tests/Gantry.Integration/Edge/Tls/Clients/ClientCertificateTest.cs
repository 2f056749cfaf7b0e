using System.Security.Cryptography.X509Certificates;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;
using Gantry.Resources.Apps;
using Gantry.Resources.Certificates;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge.Tls.Clients;

/// <summary>An edge with a host that requires certificates, one that asks for them and those that do neither; and curl and openssl as its clients.</summary>
public abstract class ClientCertificateTest : TlsTest
{
    public const string Api = "api.test", Other = "other.test", Staff = "staff.test", Partners = "partners";

    private string Root => Path.Combine(Edge.Home, "root.pem");
    internal Authority Clients { get; } = new();
    protected X509Certificate2 Jane { get; private set; } = null!;
    protected string Bundle => AuthorityFolder.FileOf(Edge.Certificates, Partners);

    /// <summary>Of the client that counts, without ending.</summary>
    protected string Pair => Path.Combine(Edge.Home, "jane");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Authority.PutRoot(Root);
        Authority.Put(Edge.Certificates, [Api, Other, Staff]);
        Directory.CreateDirectory(AuthorityFolder.Of(Edge.Certificates));
        Clients.PutRoot(Bundle);
        Jane = Clients.PutClient(Pair);
        await Edge.PutAsync(Asking(2));
        await Edge.UntilAsync(now => now.Problems is null);
    }

    internal TrafficSnapshot Asking(long revision, ClientCertificates api = ClientCertificates.Require)
    {
        var plain = Of(revision);
        var route = plain.Routes[0];
        RouteRule[] rules =
        [
            .. route.Rules, Rule(Api, "/", api), Rule(Other, "/", ClientCertificates.Require),
            // One that asks, and has a corner that requires.
            Rule(Staff, "/", ClientCertificates.Optional), Rule(Staff, "/vault", ClientCertificates.Require),
        ];
        return plain with { Routes = [route with { Rules = rules }] };
    }

    private static RouteRule Rule(string host, string path, ClientCertificates mode) => new(host, path, 80) { Tls = RouteTls.Files, ClientCertificates = new ClientDemand(mode, Partners) };

    /// <returns>What curl was told; with <c>--fail</c> left out, whatever the status.</returns>
    protected Task<ProgramResult> CurlAsync(string host, string path, params string[] words) =>
        RunAsync("curl", [.. Curl(host), .. words, $"https://{host}:{Edge.Https.Port}{path}"]);

    /// <summary>The status alone, and of what curl would not do the reason.</summary>
    protected async Task<string> StatusAsync(string host, string path, params string[] words)
    {
        var ran = await CurlAsync(host, path, ["-o", "/dev/null", "-w", "%{http_code}", .. words]);
        return ran.Exit == 0 ? ran.Out : $"exit {ran.Exit}";
    }

    /// <summary>The heads that the replica was sent, as it gives them back.</summary>
    protected async Task<string> SeenAsync(string host, params string[] words)
    {
        var ran = await CurlAsync(host, "/head", ["-D", "-", "-o", "/dev/null", .. words]);
        Assert.True(ran.Exit == 0, ran.ToString());
        return ran.Out;
    }

    protected string[] With(string? pair = null) => ["--cert", $"{pair ?? Pair}.crt", "--key", $"{pair ?? Pair}.key"];

    /// <summary>The same for openssl.</summary>
    protected static string[] Papers(string pair) => ["-cert", $"{pair}.crt", "-key", $"{pair}.key", "-cert_chain", $"{pair}.chain"];

    protected static string Ask(string host) => $"GET /head HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n";

    /// <summary>What s_client says that was given a request to send.</summary>
    protected async Task<string> OpenSslAsync(string host, string request, params string[] words)
    {
        var said = request.Replace("\r\n", "\\r\\n", StringComparison.Ordinal);
        var command = $"printf '{said}' | openssl s_client -connect {Edge.Https} -servername {host} -CAfile {Root} -ign_eof {string.Join(' ', words)}";
        var ran = await RunAsync("sh", ["-c", command]);
        return ran.Out + ran.Error;
    }

    private IEnumerable<string> Curl(string host) =>
        ["--cacert", Root, "--resolve", $"{host}:{Edge.Https.Port}:{Edge.Https.Address}", "-sS"];

    private static async Task<ProgramResult> RunAsync(string program, IEnumerable<string> words)
    {
        await using var run = ProgramRun.Start(program, words);
        return await run.EndAsync(EdgeUnderTest.Patience);
    }
}
