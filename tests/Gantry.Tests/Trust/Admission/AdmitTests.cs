using Gantry.Resources.Apps;
using Gantry.Resources.Images;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;
using Gantry.Trust.Decisions.Admission;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Tests.Trust.Admission;

public sealed class AdmitTests
{
    [Fact]
    public void A_release_that_keeps_every_rule_is_allowed_without_a_word()
    {
        var verdict = Admit.Of(Entry.Input);
        Assert.Empty(verdict.Violations);
        Assert.Equal((true, 1), (verdict.Allowed, verdict.Images));
    }

    /// <summary>Each breaks one rule, and nothing else.</summary>
    public static TheoryData<string, string, string> Broken => new()
    {
        { "a tag", RuleNames.Pinned, "services.web.image: web asks for redis:7, which may be another image tomorrow. Write the digest that it has today: image: " + Entry.Digest },
        { "no id", RuleNames.Pinned, "services.web.image: The release names the image of web as registry.example.org/shop/web:1 and not by what it is." },
        { "elsewhere", RuleNames.Registries, "web takes its image from docker.io/library/redis, which is not allowed. Take it from registry.example.org." },
        { "from nowhere", RuleNames.Registries, "registry.example.org/shop/web:1 of web lay on the engine, and no registry is known to have it." },
        { "no signature", RuleNames.Signatures, "registry.example.org/shop/web:1 of web has no signature of release that holds." },
        { "another's signature", RuleNames.Signatures, "has no signature of release that holds." },
        { "fixable", RuleNames.SeverityWithFix, "has CVE-1 (high) in libssl3 3.0.11. Rebuild it with openssl 3.0.14 or later." },
        { "unfixable", RuleNames.SeverityWithoutFix, "has CVE-1 (critical) in libssl3 3.0.11. There is no version without it yet" },
        { "lost judgement", RuleNames.SeverityWithFix, "The judgement of registry.example.org/shop/web:1 (sha256:j) cannot be read." },
        { "old scan", RuleNames.ScanAge, "was looked at last on 2026-11-29, more than 24 hours ago." },
        { "old advisories", RuleNames.Advisories, "advisories: What is known of vulnerabilities is of 2026-11-20, more than 2 days old." },
        { "no bill", RuleNames.Sbom, "What is in registry.example.org/shop/web:1 of web is not known" },
        { "another base", RuleNames.Base, "stands on no base image that is allowed. Build it from debian." },
        { "root", RuleNames.NonRoot, "services.web.user: web runs as root." },
        { "privileged", RuleNames.UnsafeKeys, "services.web.privileged: web asks for privileged, and the file does not say why." },
        { "no limits", RuleNames.Limits, "services.web.deploy.resources.limits: web has no limit of memory, cpus and pids. Write deploy.resources.limits: {memory: 256m, cpus: \"1.0\", pids: 200}." },
        { "no check", RuleNames.HealthCheck, "services.web.healthcheck: Nothing says whether web is well." },
        { "no label", RuleNames.Labels, "Neither web nor its image has the label team." },
        { "nobody's", RuleNames.Owner, "x-gantry.owner: Nobody is named who answers for shop." },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Each_rule_refuses_what_breaks_it_with_place_cause_and_remedy(string what, string rule, string says)
    {
        var verdict = Admit.Of(Break(what));
        Assert.False(verdict.Allowed);
        var violation = Assert.Single(verdict.Violations, v => v.Rule == rule);
        Assert.Contains(says, $"{violation.Place}: {violation.Cause} {violation.Remedy}");
        // What cannot be read is not known of either kind of vulnerability.
        if (what != "lost judgement") Assert.Single(verdict.Violations);
        Assert.All(violation.Place.Split('.'), part => Assert.NotEmpty(part));
    }

    private static AdmissionInput Break(string what)
    {
        var (web, service, image) = (Entry.Web, Entry.Service(), Entry.Image);
        return what switch
        {
            "a tag" => Entry.Of(web with { Image = "redis:7" }, service, image),
            "no id" => Entry.Of(web, service with { ImageId = "redis:7" }, image with { Spec = image.Spec with { ImageId = "redis:7" } }),
            "elsewhere" => Entry.Of(web with { Image = "redis@sha256:3" }, service with { ImageDigest = "redis@sha256:3" }, image),
            "from nowhere" => Entry.Of(web, service with { ImageDigest = null }, image),
            "no signature" => Entry.Of(web, service, image with { Status = image.Status! with { Signatures = [] } }),
            "another's signature" => Entry.Of(web, service, image with { Status = image.Status! with { Signatures = [new VerifiedSignature("mallory", "f2", "cosign-v2", Entry.Now)] } }),
            "fixable" => Entry.Input.With(Entry.Finding("CVE-1", Level.High, "3.0.14")),
            "unfixable" => Entry.Input.With(Entry.Finding("CVE-1", Level.Critical, null)),
            "lost judgement" => Entry.Of(web, service, image with { Findings = null }),
            "old scan" => Entry.Of(web, service, image with { Status = image.Status! with { Judgement = Entry.Judgement with { At = Entry.Now.AddDays(-2), AdvisoriesOf = Entry.Now.AddDays(-1) } } }),
            "old advisories" => Entry.Of(web, service, image with { Status = image.Status! with { Judgement = Entry.Judgement with { AdvisoriesOf = Entry.Now.AddDays(-11) } } }),
            "no bill" => Entry.Of(web, service, image with { Spec = image.Spec with { Bill = null } }),
            "another base" => Entry.Of(web, service, image with { Bases = ["docker.io/library/debian-fork:12"] }),
            "root" => Entry.Of(web, service with { RunsAsRoot = true }, image),
            "privileged" => Entry.Of(web with { Settings = new ContainerSettings { Isolation = new IsolationSettings { Privileged = true } } }, service, image),
            "no limits" => Entry.Of(web with { Resources = new ResourceLimits() }, service, image),
            "no check" => Entry.Of(web with { Healthcheck = null }, service, image),
            "no label" => Entry.Of(web with { Labels = new SortedDictionary<string, string>() }, service, image),
            _ => Entry.Input with { Release = Entry.Input.Release with { Definition = Entry.Input.Release.Definition with { Owner = null } } },
        };
    }

    [Fact]
    public void Every_rule_is_broken_once() => Assert.Empty(RuleNames.All.Except(Broken.Select(row => row.Data.Item2)));

    [Fact]
    public void A_rule_that_is_off_says_nothing_and_one_that_warns_refuses_nothing()
    {
        var input = Break("root");
        var warn = Admit.Of(input with { Policy = input.Policy with { Rules = Entry.Strict with { NonRoot = new PlainRule { Mode = PolicyMode.Warn } } } });
        Assert.True(warn.Allowed);
        Assert.Single(warn.Warnings);
        Assert.Empty(Admit.Of(input with { Policy = input.Policy with { Rules = Entry.Strict with { NonRoot = new PlainRule { Mode = PolicyMode.Off } } } }).Violations);
    }

    [Fact]
    public void The_default_policy_lets_in_what_nothing_is_known_of_and_says_so()
    {
        var verdict = Admit.Of(Entry.Input with { Images = [], Policy = Policy.Default });
        Assert.True(verdict.Allowed);
        Assert.Equal([RuleNames.Signatures, RuleNames.Sbom, RuleNames.ScanAge, RuleNames.Advisories], verdict.Violations.Select(v => v.Rule));
    }

    [Fact]
    public void The_default_policy_refuses_what_is_critical_and_has_a_fix()
    {
        var known = Entry.Input with { Policy = Policy.Default };
        Assert.False(Admit.Of(known.With(Entry.Finding("CVE-1", Level.Critical, "2"))).Allowed);
        Assert.True(Admit.Of(known.With(Entry.Finding("CVE-1", Level.High, "2"), Entry.Finding("CVE-2", Level.Critical, null))).Allowed);
    }

    [Theory]
    [InlineData(PolicySeverity.None, 6)]
    [InlineData(PolicySeverity.Low, 3)]
    [InlineData(PolicySeverity.Medium, 2)]
    [InlineData(PolicySeverity.High, 1)]
    [InlineData(PolicySeverity.Critical, 0)]
    public void What_is_above_the_limit_is_refused_and_what_nobody_has_rated_only_where_nothing_is_accepted(PolicySeverity most, int refused)
    {
        var findings = Enum.GetValues<Level>().Select((level, i) => Entry.Finding($"CVE-{i}", level, "2")).ToArray();
        var input = Entry.Input.With(findings);
        input = input with { Policy = input.Policy with { Rules = Entry.Strict with { SeverityWithFix = new SeverityRule { Mode = PolicyMode.Enforce, Most = most } } } };
        Assert.Equal(refused, Admit.Of(input).Violations.Count);
    }

    [Fact]
    public void Two_signatures_of_one_key_are_one()
    {
        var twice = Entry.Image with { Status = Entry.Image.Status! with { Signatures = [new("release", "f1", "cosign-v2", Entry.Now), new("release", "f1", "cosign-v3", Entry.Now)] } };
        var input = Entry.Of(Entry.Web, Entry.Service(), twice);
        input = input with { Policy = input.Policy with { Rules = Entry.Strict with { Signatures = new SignatureRule { Mode = PolicyMode.Enforce, Threshold = 2 } } } };
        Assert.Contains("has 1 of 2 signatures that it needs: by release.", Assert.Single(Admit.Of(input).Violations).Cause);
    }

    [Fact]
    public void What_is_built_here_comes_from_no_registry_and_needs_no_digest() =>
        Assert.Empty(Admit.Of(Entry.Of(Entry.Web with { Image = "web", Build = new BuildDefinition { Context = "/project" } }, Entry.Service() with { ImageDigest = null }, Entry.Image)).Violations);

    [Theory]
    [InlineData("docker.io", true)]
    [InlineData("docker.io/library", true)]
    [InlineData("docker.io/library/redis", true)]
    [InlineData("redis", true)]
    [InlineData("docker.io/lib", false)]
    [InlineData("docker.io/library/red", false)]
    [InlineData("redis.evil.example", false)]
    [InlineData("quay.io", false)]
    public void Places_are_allowed_by_whole_parts(string allowed, bool isAllowed)
    {
        var input = Entry.Of(Entry.Web with { Image = "redis@sha256:3" }, Entry.Service() with { ImageDigest = "redis@sha256:3" }, Entry.Image);
        input = input with { Policy = input.Policy with { Rules = Entry.Strict with { Registries = new AllowRule { Mode = PolicyMode.Enforce, Allow = [allowed] } } } };
        Assert.Equal(isAllowed, Admit.Of(input).Allowed);
    }

    [Fact]
    public void A_base_may_be_named_by_its_topmost_layer()
    {
        var layer = "sha256:" + new string('a', 64);
        var image = Entry.Image with { Bases = [], Spec = Entry.Image.Spec with { Config = Entry.Image.Spec.Config with { Layers = [layer, "sha256:b"] } } };
        var input = Entry.Of(Entry.Web, Entry.Service(), image);
        Assert.True(Admit.Of(input with { Policy = input.Policy with { Rules = Entry.Strict with { Base = new AllowRule { Mode = PolicyMode.Enforce, Allow = [layer] } } } }).Allowed);
    }
}
