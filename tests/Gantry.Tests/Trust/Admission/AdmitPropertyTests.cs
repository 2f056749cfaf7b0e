using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Policies;
using Gantry.Trust.Decisions.Admission;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Tests.Trust.Admission;

/// <summary>What holds for any release, image and policy.</summary>
public sealed class AdmitPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_same_inputs_give_the_same_verdict_in_any_order(int seed)
    {
        var input = Any(new Random(seed));
        var verdict = Text(Admit.Of(input));
        Assert.Equal(verdict, Text(Admit.Of(Any(new Random(seed)))));
        var release = input.Release;
        var turned = input with
        {
            Images = [.. input.Images.Reverse().Select(i => i with { Findings = i.Findings is { } f ? [.. f.Reverse()] : null })],
            Release = release with { Services = [.. release.Services.Reverse()], Definition = release.Definition with { Services = [.. release.Definition.Services.Reverse()] } },
        };
        Assert.Equal(verdict, Text(Admit.Of(turned)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_waiver_that_has_ended_is_as_good_as_none(int seed)
    {
        var input = Any(new Random(seed));
        var ended = input with { Policy = input.Policy with { Waivers = [.. input.Policy.Waivers.Select(w => w with { Until = new DateOnly(2026, 11, 30) })] } };
        var none = input with { Policy = input.Policy with { Waivers = [] } };
        Assert.Equal(Refused(none), Refused(ended));
        Assert.Empty(Admit.Of(ended).Expiring);
    }

    /// <summary>Time alone lets nobody in, and waivers never refuse.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Waivers_only_let_in_and_time_only_refuses(int seed)
    {
        var input = Any(new Random(seed));
        Assert.Subset(Refused(input with { Policy = input.Policy with { Waivers = [] } }), Refused(input));
        Assert.Superset(Refused(input, exact: false), Refused(input with { Now = input.Now.AddDays(30) }, exact: false));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_warns_would_refuse_and_what_is_off_is_silent(int seed)
    {
        var input = Any(new Random(seed));
        var enforced = All(input, PolicyMode.Enforce);
        var warned = All(input, PolicyMode.Warn);
        Assert.Equal(Admit.Of(enforced).Violations.Select(v => (v.Rule, v.Place, v.Cause)), Admit.Of(warned).Violations.Select(v => (v.Rule, v.Place, v.Cause)));
        Assert.True(Admit.Of(warned).Allowed);
        Assert.Empty(Admit.Of(All(input, PolicyMode.Off)).Violations);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_violation_says_where_why_and_what_to_do(int seed) => Assert.All(Admit.Of(All(Any(new Random(seed)), PolicyMode.Enforce)).Violations, v =>
    {
        Assert.Contains(v.Rule, RuleNames.All);
        Assert.True(v.Place.StartsWith("services.", StringComparison.Ordinal) || v.Place is "advisories" or "x-gantry.owner", v.Place);
        Assert.EndsWith(".", v.Cause);
        Assert.NotEmpty(v.Remedy);
    });

    private static HashSet<string> Refused(AdmissionInput input, bool exact = true) =>
        [.. Admit.Of(input).Refusals.Select(v => exact ? $"{v.Rule} {v.Place} {v.Cause}" : $"{v.Rule} {v.Place} {v.Vulnerability?.Id}")];

    private static string Text(Verdict verdict) => JsonSerializer.Serialize(verdict, GantryJson.Default.Verdict);

    private static AdmissionInput All(AdmissionInput input, PolicyMode mode)
    {
        var r = input.Policy.Rules;
        return input with
        {
            Policy = input.Policy with
            {
                Rules = new PolicyRules
                {
                    Pinned = r.Pinned with { Mode = mode }, Registries = r.Registries with { Mode = mode }, Signatures = r.Signatures with { Mode = mode },
                    SeverityWithFix = r.SeverityWithFix with { Mode = mode }, SeverityWithoutFix = r.SeverityWithoutFix with { Mode = mode },
                    ScanAge = r.ScanAge with { Mode = mode }, Advisories = r.Advisories with { Mode = mode }, Sbom = r.Sbom with { Mode = mode }, Base = r.Base with { Mode = mode },
                    NonRoot = r.NonRoot with { Mode = mode }, UnsafeKeys = r.UnsafeKeys with { Mode = mode }, Limits = r.Limits with { Mode = mode },
                    HealthCheck = r.HealthCheck with { Mode = mode }, Labels = r.Labels with { Mode = mode }, Owner = r.Owner with { Mode = mode },
                },
            },
        };
    }

    private static AdmissionInput Any(Random random)
    {
        bool Maybe() => random.Next(2) == 0;
        var findings = Enumerable.Range(0, random.Next(6)).Select(i => Entry.Finding($"CVE-{i}", (Level)random.Next(6), Maybe() ? "9" : null)).ToArray();
        var image = Entry.Image with
        {
            Spec = Entry.Image.Spec with { Bill = Maybe() ? Entry.Image.Spec.Bill : null },
            Status = Maybe() ? Entry.Image.Status : Maybe() ? null : Entry.Image.Status! with { Signatures = [], Judgement = Entry.Judgement with { At = Entry.Now.AddDays(-random.Next(20)) } },
            Findings = random.Next(5) == 0 ? null : findings,
            Bases = Maybe() ? [] : Entry.Image.Bases,
        };
        var services = Enumerable.Range(0, 1 + random.Next(3)).Select(i => (Entry.Web with
        {
            Name = $"s{i}",
            Image = Maybe() ? Entry.Digest : "redis:7",
            Healthcheck = Maybe() ? Entry.Web.Healthcheck : null,
            Resources = Maybe() ? Entry.Web.Resources : new ResourceLimits(),
            Settings = Maybe() ? null : new ContainerSettings { Isolation = new IsolationSettings { CapAdd = ["NET_ADMIN"], Pid = "host" } },
            Exceptions = Maybe() ? null : [new SafetyException("pid=host", "it watches the machine") { Until = Maybe() ? new DateOnly(2026, 12, 10) : null }],
        }, Entry.Service($"s{i}") with { RunsAsRoot = Maybe(), ImageDigest = Maybe() ? Entry.Digest : null })).ToArray();
        var waivers = Enumerable.Range(0, random.Next(4)).Select(_ => Maybe()
            ? Entry.Waiver(random.Next(-5, 25), RuleNames.All[random.Next(RuleNames.All.Count)]) with { Service = Maybe() ? "s0" : null }
            : Entry.Waiver(random.Next(-5, 25), vulnerability: $"CVE-{random.Next(6)}")).ToArray();
        return Entry.Input with { Release = Entry.Release(services), Images = random.Next(6) == 0 ? [] : [image], Policy = new Policy { Name = "any", Rules = Entry.Strict, Waivers = waivers } };
    }
}
