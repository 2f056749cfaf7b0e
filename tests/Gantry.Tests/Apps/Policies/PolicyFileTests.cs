using Gantry.Apps.Policies;
using Gantry.Resources;
using Gantry.Resources.Policies;

namespace Gantry.Tests.Apps.Policies;

public sealed class PolicyFileTests
{
    private const string Whole = """
        name: production
        rules:
          pinned: {mode: enforce, in: file}
          registries: {mode: enforce, allow: [registry.example.org, docker.io/library]}
          signatures: {mode: enforce, keys: [release, ci], threshold: 2}
          severityWithFix: {mode: enforce, most: medium}
          severityWithoutFix: {mode: warn, most: high}
          scanAge: {mode: enforce, most: 24h}
          advisories: {mode: enforce, most: 48h}
          sbom: enforce
          base: {mode: warn, allow: debian}
          nonRoot: enforce
          unsafeKeys: enforce
          limits: {mode: enforce, need: [memory, cpus]}
          healthCheck: warn
          labels: {mode: enforce, need: [team]}
          owner: enforce
        waivers:
          - vulnerability: CVE-2026-1234
            app: shop
            service: web
            image: registry.example.org/shop/web
            owner: ada
            reason: we do not parse such files
            until: 2027-01-31
          - rule: nonRoot
            app: legacy
            owner: ada
            reason: it is replaced in spring
            until: 2027-03-31
        """;

    [Fact]
    public void Every_rule_and_every_part_of_a_waiver_is_read()
    {
        var (policy, problems) = PolicyFile.Parse(Whole, "gantry-policy.yaml");
        Assert.Empty(problems);
        Assert.Equal("production", policy!.Name);
        Assert.Equal(Pinning.File, policy.Rules.Pinned.In);
        Assert.Equal(["registry.example.org", "docker.io/library"], policy.Rules.Registries.Allow);
        Assert.Equal((2, 2), (policy.Rules.Signatures.Threshold, policy.Rules.Signatures.Keys.Count));
        Assert.Equal((PolicySeverity.Medium, PolicyMode.Warn), (policy.Rules.SeverityWithFix.Most, policy.Rules.SeverityWithoutFix.Mode));
        Assert.Equal((TimeSpan.FromDays(1), TimeSpan.FromDays(2)), (policy.Rules.ScanAge.Most, policy.Rules.Advisories.Most));
        Assert.Equal(["debian"], policy.Rules.Base.Allow);
        Assert.Equal(new Waiver { Vulnerability = "CVE-2026-1234", App = "shop", Service = "web", Image = "registry.example.org/shop/web", Owner = "ada", Reason = "we do not parse such files", Until = new DateOnly(2027, 1, 31) }, policy.Waivers[0]);
        Assert.Equal(("nonRoot", "legacy"), (policy.Waivers[1].Rule, policy.Waivers[1].App));
    }

    [Fact]
    public void What_a_file_does_not_name_is_as_the_default_policy_has_it()
    {
        var policy = PolicyFile.Parse("name: mine\nrules:\n  signatures: enforce\n", "p.yaml").Policy!;
        Assert.Equal(PolicyMode.Enforce, policy.Rules.Signatures.Mode);
        Assert.Equal(Policy.Default.Rules.UnsafeKeys, policy.Rules.UnsafeKeys);
        Assert.Equal(Policy.Default.Rules.SeverityWithFix, policy.Rules.SeverityWithFix);
    }

    [Theory]
    [InlineData("", "p.yaml:1:1: The file is empty.")]
    [InlineData("rules: {}\n", "p.yaml:1:1: The policy has no name.")]
    [InlineData("name: x\nrule: {}\n", "p.yaml:2:1: 'rule' is not a key of a policy. Did you mean 'rules'?")]
    [InlineData("name: x\nrules:\n  nonroot: enforce\n", "p.yaml:3:3: 'nonroot' is not a key of the rules. Did you mean 'nonRoot'?")]
    [InlineData("name: x\nrules:\n  build: enforce\n", "p.yaml:3:3: 'build' is not a key of the rules. There are advisories, base,")]
    [InlineData("name: x\nrules:\n  sbom: enfore\n", "p.yaml:3:9: 'sbom' must be one of enforce, off, warn, and 'enfore' stands here. Did you mean 'enforce'?")]
    [InlineData("name: x\nrules:\n  sbom: {mod: warn}\n", "p.yaml:3:10: 'mod' is not a key of this rule. Did you mean 'mode'?")]
    [InlineData("name: x\nrules:\n  registries: enforce\n", "p.yaml:3:15: 'registries' does not say which. Write 'allow', such as registries: {mode: enforce, allow: [registry.example.org]}.")]
    [InlineData("name: x\nrules:\n  labels: warn\n", "p.yaml:3:11: 'labels' does not say which. Write 'need', such as labels: {mode: warn,")]
    [InlineData("name: x\nrules:\n  severityWithFix: {most: hihg}\n", "p.yaml:3:27: 'most' must be one of critical, high, low, medium, none, and 'hihg' stands here. Did you mean 'high'?")]
    [InlineData("name: x\nrules:\n  limits: {mode: warn, need: [ram]}\n", "'ram' is not a limit.")]
    [InlineData("name: x\nrules:\n  scanAge: {most: 7}\n", "'most' must be a duration, and '7' stands here without a unit.")]
    [InlineData("name: x\nwaivers:\n  - {owner: ada, reason: because of that, until: 2027-01-31}\n", "p.yaml:3:5: A waiver does not say what it is for.")]
    [InlineData("name: x\nwaivers:\n  - {rule: nonRoot, reason: because of that, until: 2027-01-31}\n", "p.yaml:3:5: A waiver has no 'owner'.")]
    [InlineData("name: x\nwaivers:\n  - {rule: nonRoot, owner: ada, until: 2027-01-31}\n", "A waiver has no 'reason'.")]
    [InlineData("name: x\nwaivers:\n  - {rule: nonRoot, owner: ada, reason: because of that}\n", "A waiver has no 'until'.")]
    [InlineData("name: x\nwaivers:\n  - {rule: nonRoot, owner: ada, reason: todo, until: 2027-01-31}\n", "'todo' is not a reason.")]
    [InlineData("name: x\nwaivers:\n  - {rule: nonRoot, owner: ada, reason: because of that, until: soon}\n", "'soon' is not a day.")]
    [InlineData("name: x\nwaivers:\n  - {rule: noRoot, owner: ada, reason: because of that, until: 2027-01-31}\n", "'noRoot' is not a rule. Did you mean 'nonRoot'?")]
    [InlineData("name: x\nwaivers:\n  - {rule: severityWithFix, owner: ada, reason: because of that, until: 2027-01-31}\n", "A waiver for severityWithFix names no vulnerability, so it would let in all that are found later.")]
    [InlineData("name: x\nwaivers:\n  - {rule: nonRoot, vulnerability: CVE-1, owner: ada, reason: because of that, until: 2027-01-31}\n", "nonRoot finds no vulnerabilities, so a waiver for it cannot name one.")]
    [InlineData("name: [x\n", "p.yaml:1:7: A '[' or '{' is opened here and not closed properly.")]
    public void What_is_wrong_is_refused_at_its_place_with_what_to_do(string text, string says)
    {
        var (policy, problems) = PolicyFile.Parse(text, "p.yaml");
        Assert.Null(policy);
        var problem = Assert.Single(problems);
        Assert.StartsWith("policy.", problem.Code);
        Assert.Equal(Severity.Error, problem.Severity);
        Assert.Contains(says, problem.ToString());
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once() =>
        Assert.Equal(3, PolicyFile.Parse("name: x\nrules:\n  sbom: yes please\n  nonroot: warn\nwaiver: []\n", "p.yaml").Problems.Count);

    [Fact]
    public void A_revision_is_that_of_the_content_and_not_of_the_layout()
    {
        var policy = PolicyFile.Parse(Whole, "p.yaml").Policy!;
        var other = PolicyFile.Parse("# A comment\n" + Whole.Replace("sbom: enforce", "sbom: {mode: enforce}"), "q.yaml").Policy!;
        Assert.Equal(PolicyRevision.Of(policy), PolicyRevision.Of(other));
        Assert.NotEqual(PolicyRevision.Of(policy), PolicyRevision.Of(policy with { Waivers = [policy.Waivers[0]] }));
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_of()
    {
        var (policy, problems) = PolicyFile.Load("/nowhere/gantry-policy.yaml", "/nowhere");
        Assert.Null(policy);
        Assert.Contains("gantry-policy.yaml cannot be read.", Assert.Single(problems).Message);
    }
}
