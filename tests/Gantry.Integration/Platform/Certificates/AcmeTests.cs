using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Certificates;

/// <summary>Certificates from an authority that really looks, as a user turns them on: a key of the compose file.</summary>
[Collection(SideBySide.Left)]
public sealed class AcmeTests : PlatformTest
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_certificate_is_obtained_and_renewed_and_stays_when_all_that_obtained_it_is_dead()
    {
        var http = $"127.0.0.1:{FreePort.Take()}";
        // Whoever renews at two thirds of a quarter of a minute is seen doing it. A third of all good nonces is refused.
        await using var pebble = new Pebble(Port(http), 1, validity: 15, ("PEBBLE_WFE_NONCEREJECT", "35"));
        var platform = await StartAsync(pebble, http, "http-01");
        await platform.Project("first", Compose("first")).LiveAsync();
        await ServedAsync(pebble, platform, "first.test");
        var edge = platform.EdgeProcess();
        await Eventually.HoldsAsync("a second one is in use", Deadline, async () => pebble.Serials.Count > 1 && (await pebble.CurlAsync(platform, "first.test")).Exit == 0);
        Assert.Equal(edge, platform.EdgeProcess());
        Assert.All(pebble.Looks, look => Assert.Contains("HTTP: ", look, StringComparison.Ordinal));
        Assert.True(pebble.RefusedNonces > 0, "no nonce was refused");
        (await platform.GantryAsync("doctor")).Says("1 of 1 from the authority");
        await NothingInClearAsync(platform);

        // A new edge reads it from the disk, with neither a control plane nor an authority.
        await TestPlatform.KillAsync(await platform.ServerProcessAsync());
        await pebble.StopAsync();
        Assert.Equal(0, (await pebble.CurlAsync(platform, "first.test", "-k")).Exit);
        await platform.StartAgainAsync();
        await TestPlatform.KillAsync(platform.EdgeProcess());
        // What has run out meanwhile stays in use.
        await Eventually.BecomesAsync("the new edge serves what lies on the disk", Deadline, () => pebble.CurlAsync(platform, "first.test", "-k"), said => said.Exit == 0);
    }

    [Fact]
    public async Task An_order_goes_on_where_it_was_when_the_control_plane_is_killed_in_it()
    {
        var http = $"127.0.0.1:{FreePort.Take()}";
        await using var pebble = new Pebble(Port(http), 1, variables: [("PEBBLE_VA_NOSLEEP", ""), ("PEBBLE_VA_SLEEPTIME", "4"), ("PEBBLE_WFE_NONCEREJECT", "0")]);
        var platform = await StartAsync(pebble, http, "http-01");
        await platform.Project("killed", Compose("killed")).LiveAsync();
        await Eventually.HoldsAsync("the order is there", Deadline, () => pebble.Orders == 1);
        await TestPlatform.KillAsync(await platform.ServerProcessAsync());
        await platform.StartAgainAsync();
        await ServedAsync(pebble, platform, "killed.test");
        Assert.InRange(pebble.Orders, 1, 2);
    }

    [Fact]
    public async Task A_host_is_shown_on_the_HTTPS_address_alone_where_that_is_wanted()
    {
        var (http, https) = ($"127.0.0.1:{FreePort.Take()}", FreePort.Take());
        await using var pebble = new Pebble(1, https);
        var variables = pebble.Platform(http, "tls-alpn-01");
        variables["GANTRY_HTTPS"] = $"127.0.0.1:{https}";
        var platform = Own(new TestPlatform(variables: variables));
        await platform.StartAgainAsync();
        await platform.Project("alpn", Compose("alpn")).LiveAsync();
        await ServedAsync(pebble, platform, "alpn.test");
        Assert.All(pebble.Looks, look => Assert.Contains("TLS-ALPN", look, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_authority_refuses_and_that_one_is_away_is_said_with_what_to_do_and_nobody_is_hammered()
    {
        var http = $"127.0.0.1:{FreePort.Take()}";
        // It looks where nobody is.
        await using var pebble = new Pebble(FreePort.Take(), 1);
        var platform = await StartAsync(pebble, http, "http-01");
        await platform.Project("lost", Compose("lost")).LiveAsync();
        await DoctorAsync(platform, "The authority does not reach lost.test", "ports 80 and 443 are open", "It is tried again at");
        Assert.Equal(1, pebble.Orders);
        await pebble.StopAsync();
        await platform.Project("later", Compose("later")).LiveAsync();
        await DoctorAsync(platform, "is away", "it is asked again by itself", "later.test");
        pebble.Start();
        await Eventually.HoldsAsync("the authority is found when it is back", Deadline, () => pebble.Orders > 0);
        (await platform.GantryAsync("ps")).Expect(0);
    }

    private async Task<TestPlatform> StartAsync(Pebble pebble, string http, string challenges)
    {
        var platform = Own(new TestPlatform(variables: pebble.Platform(http, challenges)));
        await platform.StartAgainAsync();
        return platform;
    }

    private static Task ServedAsync(Pebble pebble, TestPlatform platform, string host) =>
        Eventually.BecomesAsync($"{host} is served with a certificate of the authority", Deadline, () => pebble.CurlAsync(platform, host), said => said.Exit == 0);

    private static Task DoctorAsync(TestPlatform platform, params string[] words) => Eventually.BecomesAsync($"the doctor says {string.Join(", ", words)}", Deadline,
        () => platform.GantryAsync("doctor"), said => words.All(word => Flat(said.All).Contains(word, StringComparison.Ordinal)));

    /// <summary>No key lies anywhere under the home that could be used without the seal, and nothing of it is others' to read.</summary>
    private static async Task NothingInClearAsync(TestPlatform platform)
    {
        Assert.Equal([], await WithAsync(platform, "PRIVATE KEY"));
        var sealedKeys = await WithAsync(platform, "GANTRY SEALED KEY");
        Assert.Equal(["account.pem", "first.test.pem"], sealedKeys.Select(file => Path.GetFileName(file)).Distinct().Order(StringComparer.Ordinal));
        Assert.All(sealedKeys, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(platform.Home, "seal.key")));
    }

    /// <summary>The files under the home in which the words stand. Another program looks, for the platform's own are locked.</summary>
    private static async Task<IReadOnlyList<string>> WithAsync(TestPlatform platform, string words)
    {
        await using var run = ProgramRun.Start("grep", ["-rlaF", "-D", "skip", "-e", words, platform.Home]);
        return (await run.EndAsync(TimeSpan.FromSeconds(20))).Lines;
    }

    private static string Compose(string name) => Yaml.Web(name, "v1", replicas: 1).Replace($"host: {name}.test", $"host: {name}.test, tls: acme", StringComparison.Ordinal);

    private static int Port(string address) => int.Parse(address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
