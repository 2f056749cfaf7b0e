using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Policies;
using Gantry.Tests.Trust.Admission;
using Gantry.Trust.Decisions.Admission;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Tests.Cli.Policies;

public sealed class PolicyCommandTests
{
    private static readonly Policy Mine = new() { Name = "mine", Waivers = [Entry.Waiver(30, vulnerability: "CVE-1") with { App = "shop" }] };

    private static string File(FakePlatform platform, string text)
    {
        var path = Path.Combine(platform.Project, "gantry-policy.yaml");
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static ReleaseVerdict Says(params AdmissionFinding[] findings) => new("shop", "production", 7, "mine", "sha256:1", Admit.Of(Entry.Input.With(findings) with { Policy = Mine }));

    [Fact]
    public async Task A_file_with_a_mistake_is_refused_before_anybody_is_asked()
    {
        await using var platform = await FakePlatform.StartAsync();
        var (code, _, error) = await platform.RunAsync("policy", "set", File(platform, "name: x\nrules:\n  sbom: enfore\n"));
        Assert.Equal(1, code);
        Assert.Contains("gantry-policy.yaml:3:9: 'sbom' must be one of enforce, off, warn", error);
        Assert.Empty(platform.Requests);
    }

    [Fact]
    public async Task Set_says_what_is_in_force_and_what_runs_although_it_would_be_refused()
    {
        await using var platform = await FakePlatform.StartAsync();
        platform.Answer("POST /v1/policies/staging", new PolicyAnswer("sha256:" + new string('1', 64), "sha256:" + new string('0', 64), [Says(Entry.Finding("CVE-2", Level.Critical, "2"))]), GantryJson.Default.PolicyAnswer);
        var (code, output, _) = await platform.RunAsync("policy", "set", File(platform, "name: x\n"), "--environment", "staging");
        Assert.Equal(0, code);
        Assert.StartsWith("Policy x is in force in staging: 111111111111, before it 000000000000.\nwarning: shop, release 7, runs and would be refused.", output);
        var sent = JsonSerializer.Deserialize(platform.Requests.Single(r => r.StartsWith("POST", StringComparison.Ordinal))["POST /v1/policies/staging ".Length..], GantryJson.Default.PolicyRequest)!;
        Assert.Equal(("x", "anna"), (sent.Policy.Name, sent.RequestedBy));
    }

    [Theory]
    [InlineData(false, 0, "shop, release 7: 1 image allowed\n")]
    [InlineData(true, 2, "shop, release 7: refused, 1 thing is in its way\n")]
    public async Task Test_exits_with_two_for_what_would_be_refused(bool refused, int exit, string last)
    {
        await using var platform = await FakePlatform.StartAsync();
        platform.Answer("POST /v1/policies/production/verdicts", (IReadOnlyList<ReleaseVerdict>)[refused ? Says(Entry.Finding("CVE-2", Level.Critical, "2")) : Says()], GantryJson.Default.IReadOnlyListReleaseVerdict);
        var file = File(platform, "name: mine\n");
        var (code, output, _) = await platform.RunAsync("policy", "test", file, "--app", "shop.7");
        Assert.Equal(exit, code);
        Assert.EndsWith(last, output);
        Assert.Contains(platform.Requests, r => r.EndsWith("\"app\":\"shop\",\"release\":7}", StringComparison.Ordinal));
        (code, output, _) = await platform.RunAsync("policy", "test", file, "--json");
        Assert.Equal(exit, code);
        Assert.Equal(!refused, JsonDocument.Parse(output).RootElement[0].GetProperty("verdict").GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public async Task Test_of_a_folder_judges_what_its_files_say_and_starts_nothing()
    {
        await using var platform = await FakePlatform.StartAsync();
        var verdict = Says(Entry.Finding("CVE-2", Level.Critical, "2")) with { Release = null };
        platform.Lines("POST /v1/plans", GantryJson.Default.PlanLine, new PlanLine { Verdict = verdict });
        var (code, output, _) = await platform.RunAsync("policy", "test", File(platform, "name: mine\n"), "--app", platform.Project);
        Assert.Equal(2, code);
        Assert.Contains("error: compose.yaml:3:5: registry.example.org/shop/web:1 of web has CVE-2", output);
        var sent = JsonSerializer.Deserialize(platform.Requests.Single(r => r.StartsWith("POST", StringComparison.Ordinal))["POST /v1/plans ".Length..], GantryJson.Default.PlanRequest)!;
        Assert.Equal(("mine", false), (sent.Policy?.Name, sent.Start));
    }

    [Fact]
    public async Task Explain_exits_with_two_and_says_loudly_what_comes_out_differently()
    {
        await using var platform = await FakePlatform.StartAsync();
        var verdict = Says().Verdict;
        var admission = new AdmissionSpec
        {
            App = "shop", Environment = "production", Release = 7, At = Entry.Now, DecidedBy = "1.0", PolicyRevision = PolicyRevision.Of(Mine), Policy = Mine,
            Images = [new AdmittedImage(Entry.Image.Spec, Entry.Image.Status, [])], Verdict = verdict,
        };
        var answer = new AdmissionAnswer { Admission = admission, ReplayedBy = "1.0", Differences = [] };
        platform.Answer("GET /v1/admissions/production/shop.7", answer, GantryJson.Default.AdmissionAnswer);
        var (code, output, _) = await platform.RunAsync("explain", "shop.7");
        Assert.Equal(0, code);
        Assert.StartsWith("shop in production, release 7: allowed on 2026-12-01 10:00 UTC\n", output);
        Assert.EndsWith("Decided again from the same inputs: the same verdict.\n", output);

        platform.Answer("GET /v1/admissions/production/shop.7", answer with { Differences = ["It was allowed, and with the same inputs it is refused."] }, GantryJson.Default.AdmissionAnswer);
        (code, output, _) = await platform.RunAsync("explain", "shop.7");
        Assert.Equal(2, code);
        Assert.Contains("✗ DECIDED AGAIN, IT IS NOT THE SAME", output);
    }

    [Fact]
    public async Task An_app_that_is_not_changed_is_told_what_would_keep_it_out()
    {
        await using var platform = await FakePlatform.StartAsync();
        platform.Lines("POST /v1/plans", GantryJson.Default.PlanLine, new PlanLine
        {
            Plan = new PlanAnswer
            {
                Release = JsonSerializer.SerializeToElement("", GantryJson.Default.String),
                Number = 7,
                Live = 7,
                PlanHash = "",
                Plan = new Gantry.Resources.Rollouts.Plan { Steps = [], Notes = [new Problem("services.web.image", "policy.severityWithFix", "Today it would be refused: it has CVE-2.", "Rebuild it.", Severity.Warning)] },
            },
        });
        var (code, output, error) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Equal(0, code);
        Assert.Contains("nothing to change", output);
        Assert.Contains("compose.yaml:3:5: Today it would be refused: it has CVE-2.", output + error);
    }
}
