using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Edge.Tls;

/// <summary>What programs of others make of it.</summary>
public sealed class ClientTests : TlsTest
{
    private string RootFile => Path.Combine(Edge.Home, "root.pem");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Authority.PutRoot(RootFile);
    }

    [Theory]
    [InlineData("--http2", "2 one")]
    [InlineData("--http1.1", "1.1 one")]
    public async Task Curl_follows_the_redirect_and_trusts_the_chain(string version, string expected)
    {
        var said = await CurlAsync(version, "-L", $"http://{Shop}:{Edge.Http.Port}/", "-w", " %{http_version}");
        Assert.Equal(expected, string.Join(' ', said.Split(' ').Reverse()));
    }

    [Theory]
    [InlineData("--tls-max", "1.1")]
    [InlineData("--tls-max", "1.0")]
    public async Task Old_versions_are_refused(params string[] words)
    {
        var refused = await RunAsync("curl", ["--cacert", RootFile, "--resolve", $"{Shop}:{Edge.Https.Port}:{Edge.Https.Address}", "--ciphers", "DEFAULT:@SECLEVEL=0", "-sS", .. words, $"https://{Shop}:{Edge.Https.Port}/"]);
        Assert.Equal(35, refused.Exit);
    }

    [Fact]
    public async Task Key_exchanges_without_forward_secrecy_are_refused()
    {
        var said = await OpenSslAsync(Blog, "-tls1_2", "-cipher", "AES256-GCM-SHA384:AES128-SHA:@SECLEVEL=0");
        Assert.Contains("Cipher is (NONE)", said, StringComparison.Ordinal);
        Assert.Contains("Cipher is ECDHE-RSA-AES", await OpenSslAsync(Blog, "-tls1_2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suites_without_authenticated_encryption_are_refused() =>
        Assert.Contains("Cipher is (NONE)", await OpenSslAsync(Blog, "-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA:@SECLEVEL=0"), StringComparison.Ordinal);

    [Fact]
    public async Task A_session_is_resumed_with_its_ticket()
    {
        var file = Path.Combine(Edge.Home, "session");
        Assert.Contains("New, TLSv1.2", await OpenSslAsync(Shop, "-tls1_2", "-sess_out", file), StringComparison.Ordinal);
        Assert.Contains("Reused, TLSv1.2", await OpenSslAsync(Shop, "-tls1_2", "-sess_in", file), StringComparison.Ordinal);
    }

    private async Task<string> CurlAsync(params string[] words)
    {
        var ran = await RunAsync("curl", ["--cacert", RootFile, "--resolve", $"{Shop}:{Edge.Http.Port}:{Edge.Http.Address}", "--resolve", $"{Shop}:{Edge.Https.Port}:{Edge.Https.Address}", "-sS", .. words]);
        Assert.True(ran.Exit == 0, ran.ToString());
        return ran.Out;
    }

    private async Task<string> OpenSslAsync(string host, params string[] words)
    {
        var ran = await RunAsync("openssl", ["s_client", "-connect", Edge.Https.ToString(), "-servername", host, "-CAfile", RootFile, .. words]);
        return ran.Out + ran.Error;
    }

    private static async Task<ProgramResult> RunAsync(string program, IEnumerable<string> words)
    {
        await using var run = ProgramRun.Start(program, words);
        return await run.EndAsync(EdgeUnderTest.Patience);
    }
}
