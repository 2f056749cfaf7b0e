using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gantry.Apps;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Integration.Platform.Supply;

/// <summary>What may run, from a file that somebody writes to a service that runs although it would be refused today.</summary>
[Collection(SideBySide.Left)]
public sealed class PolicyTests : PlatformTest
{
    private const int Refused = 2;
    private const string Image = "gantry.test/leaky:1";

    private const string Advisory = """
        {"id":"CVE-2026-0009","modified":"2026-11-01T00:00:00Z","summary":"pads too far","affected":[{"package":{"ecosystem":"npm","name":"left-pad"},
        "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.3.0"}]}]}],"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Strict(DateTimeOffset? until)
    {
        var day = until?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] waived = day is null ? [] : ["vulnerability: CVE-2026-0009", "rule: pinned", "rule: signatures", "rule: nonRoot"];
        return $$"""
            name: strict
            rules:
              pinned: {mode: enforce, in: file}
              signatures: enforce
              severityWithFix: {mode: enforce, most: high}
              nonRoot: enforce
            waivers: [{{string.Join(", ", waived.Select(w => $"{{{w}, app: leaky, owner: ada, reason: it goes away in spring, until: {day}}}"))}}]
            """;
    }

    [Fact]
    public async Task What_must_not_run_is_refused_with_the_fix_and_waived_until_a_day_and_reported_after_it()
    {
        var platform = await StartPlatformAsync();
        await BuildAsync(platform);
        await File.WriteAllTextAsync(platform.Beside("advisory.json"), Advisory, Stop);
        (await platform.GantryAsync("advisories", "import", platform.Beside("advisory.json"))).Expect(0);
        var project = platform.Project("leaky", $"""
            name: leaky
            services:
              web:
                image: {Image}
                command: [/bin/sleep, infinity]
                stop_signal: SIGKILL
            """);
        var policy = platform.Beside("gantry-policy.yaml");
        await File.WriteAllTextAsync(policy, Strict(until: null), Stop);

        // Tried out, nothing counts yet; then it does.
        (await platform.GantryAsync("policy", "test", policy, "--app", project.Folder)).Expect(Refused);
        (await platform.GantryAsync("policy", "show")).Expect(0).Says("policy default", "set by nobody");
        (await platform.GantryAsync("policy", "set", policy)).Expect(0).Says("Policy strict is in force in production");
        (await project.UpAsync()).Expect(1).Says("compose.yaml:4:", "CVE-2026-0009 (critical) in left-pad 1.0.0", "left-pad 1.3.0 or later", $"asks for {Image}", "no signature that holds", "runs as root", "USER in its Dockerfile");
        Assert.Empty(await project.ContainersAsync());
        await UnsafeAsync(platform, project);

        // Somebody answers for it for a time.
        await File.WriteAllTextAsync(policy, Strict(DateTimeOffset.UtcNow.AddDays(3)), Stop);
        (await platform.GantryAsync("policy", "test", policy, "--app", project.Folder)).Expect(0).Says("ada answers for it until", "4 waived");
        (await platform.GantryAsync("policy", "set", policy)).Expect(0);
        (await project.UpAsync()).Expect(0).Says("policy strict: 1 image allowed", "The waiver of ada for CVE-2026-0009 ends");
        (await platform.GantryAsync("explain", "leaky.1")).Expect(0).Says("allowed on", "by policy strict", "the same verdict");
        (await platform.GantryAsync("doctor")).Says("would let in all that runs in production");

        // Its time is over.
        await File.WriteAllTextAsync(policy, Strict(DateTimeOffset.UtcNow.AddDays(-1)), Stop);
        (await platform.GantryAsync("policy", "set", policy)).Expect(0).Says("leaky, release 1, runs and would be refused");
        (await platform.GantryAsync("doctor")).Expect(1).Says("leaky in production", "would be refused today", "CVE-2026-0009");
        (await project.UpAsync()).Expect(0).Says("nothing to change", "Today it would be refused");
        Assert.Single(await project.ContainersAsync());
        project.Compose((await File.ReadAllTextAsync(Path.Combine(project.Folder, "compose.yaml"), Stop)).Replace("infinity", "1000000", StringComparison.Ordinal));
        (await project.UpAsync()).Expect(1).Says("The waiver of ada for it ended on");

        // What was decided then stays what it was, and says so when that can no longer be seen.
        (await platform.GantryAsync("explain", "leaky.1")).Expect(0).Says("the same verdict");
        Directory.Delete(Path.Combine(platform.Home, "evidence"), recursive: true);
        (await platform.GantryAsync("explain", "leaky.1")).Expect(Refused).Says("NOT THE SAME", "cannot be read");
        (await project.DownAsync()).Expect(0);
    }

    /// <summary>The command line refuses what is unsafe and has no exception; whoever passes it by is refused by the platform.</summary>
    private static async Task UnsafeAsync(TestPlatform platform, Project project)
    {
        project.Write("unsafe.yaml", $$"""
            name: leaky
            services:
              web:
                image: {{Image}}
                privileged: true
                x-gantry: {allow: [{what: privileged, reason: to be taken out again}]}
            """);
        var definition = ComposeProject.Load(new ComposeInput { ProjectDirectory = project.Folder, Files = ["unsafe.yaml"] }).Definition!;
        var request = new PlanRequest { Definition = definition with { Services = [.. definition.Services.Select(s => s with { Exceptions = null })] }, Start = true, RequestedBy = "mallory" };
        using var http = UnixHttp.Client(Path.Combine(platform.Home, "run", "gantryd.sock"), TimeSpan.FromSeconds(30));
        using var answer = await http.PostAsJsonAsync("v1/plans", request, GantryJson.Default.PlanRequest, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var last = (await answer.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        var problems = JsonSerializer.Deserialize(last, GantryJson.Default.PlanLine)!.Problems!;
        Assert.Contains(problems, p => p is { Code: "policy.unsafeKeys", Place: "services.web.privileged" } && p.Help.Contains("x-gantry", StringComparison.Ordinal));
        Assert.Empty(await project.ContainersAsync());
    }

    /// <summary>An image that lies on the engine: nobody knows where it is from, and the platform has not signed it.</summary>
    private static async Task BuildAsync(TestPlatform platform)
    {
        var folder = Directory.CreateDirectory(platform.Beside("image")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), $"FROM {TestImages.Busybox}\nCOPY package-lock.json /app/\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "package-lock.json"), """{"packages":{"":{},"node_modules/left-pad":{"version":"1.0.0"}}}""", Stop);
        await using var build = ProgramRun.Start("docker", ["-H", "unix://" + platform.EngineSocket, "build", "-q", "-t", Image, folder]);
        (await build.EndAsync(TimeSpan.FromSeconds(60))).Expect(0);
    }
}
