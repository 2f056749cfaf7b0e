using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Protocols;

/// <summary>HTTPS as a user turns it on: a key of the compose file and a pair of files.</summary>
public sealed class HttpsTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    private readonly Authority authority = new();

    private string Certificates => Path.Combine(Platform.Home, "certificates");

    [Fact]
    public async Task A_host_is_refused_without_a_certificate_and_served_with_one()
    {
        var project = Platform.Project("safe", Compose("safe", "v1", "files"));
        (await project.UpAsync()).Expect(1).Says("There is no certificate for safe.test", Certificates, "safe.test.crt");
        authority.Put(Certificates, ["safe.test"], days: -1);
        (await project.UpAsync()).Expect(1).Says("The certificate for safe.test expired");
        authority.Put(Certificates, ["safe.test"]);
        File.SetUnixFileMode(Path.Combine(Certificates, "safe.test.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        (await project.UpAsync()).Expect(1).Says("can be read by others", "chmod 600");
        authority.Put(Certificates, ["safe.test"]);
        var live = await project.LiveAsync();
        var port = Platform.Https.Split(':')[1];
        Assert.Equal($"https://safe.test:{port}", (string?)live["urls"]![0]);
        Assert.Contains("v1", await CurlAsync("safe.test"), StringComparison.Ordinal);
        Assert.Equal($"https://safe.test:{port}", (string?)(await project.PsAsync())["services"]![0]!["urls"]![0]);
        (await Platform.GantryAsync("doctor")).Says("serves revision");

        // It goes away under a live route: told by the doctor, until it is back.
        File.Move(Path.Combine(Certificates, "safe.test.crt"), Path.Combine(Certificates, "safe.test.old"));
        await Eventually.BecomesAsync("the doctor tells of it", TimeSpan.FromSeconds(30), () => Platform.GantryAsync("doctor"), said => said.All.Contains("There is no certificate for safe.test", StringComparison.Ordinal));
        File.Move(Path.Combine(Certificates, "safe.test.old"), Path.Combine(Certificates, "safe.test.crt"));
        await Eventually.BecomesAsync("the doctor is content", TimeSpan.FromSeconds(30), () => Platform.GantryAsync("doctor"), said => !said.All.Contains("certificate", StringComparison.Ordinal));
        Assert.Contains("v1", await CurlAsync("safe.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_becomes_one_for_https_with_a_release_and_ceases_to_be_with_a_rollback()
    {
        authority.Put(Certificates, ["turns.test"]);
        var project = Platform.Project("turns", Compose("turns", "v1", "off"));
        await project.LiveAsync();
        await project.Site.AnswersAsync("v1");
        project.Compose(Compose("turns", "v1", "files"));
        await project.LiveAsync();
        Assert.Contains("v1", await CurlAsync("turns.test"), StringComparison.Ordinal);
        (await project.RollbackAsync()).Expect(0);
        await project.Site.AnswersAsync("v1");
    }

    private static string Compose(string name, string version, string tls) =>
        Yaml.Web(name, version).Replace($"host: {name}.test", $"host: {name}.test, tls: {tls}", StringComparison.Ordinal);

    /// <summary>By way of HTTP, as who types the name alone.</summary>
    private async Task<string> CurlAsync(string host)
    {
        var root = Path.Combine(Platform.Home, "root.pem");
        authority.PutRoot(root);
        await using var run = ProgramRun.Start("curl", ["--cacert", root, "-sSL", "--resolve", $"{host}:{Platform.Http.Split(':')[1]}:127.0.0.1", "--resolve", $"{host}:{Platform.Https.Split(':')[1]}:127.0.0.1", $"http://{host}:{Platform.Http.Split(':')[1]}/"]);
        return (await run.EndAsync(TimeSpan.FromSeconds(30))).Expect(0).Out;
    }
}
