using Gantry.Resources.Policies;
using Gantry.Trust.Decisions.Admission;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Tests.Trust.Admission;

public sealed class WaiverTests
{
    private static readonly AdmissionInput Vulnerable = Entry.Input.With(Entry.Finding("CVE-1", Level.Critical, "2", "GHSA-1"));

    [Theory]
    [InlineData("CVE-1")]
    [InlineData("GHSA-1")]
    public void A_waiver_lets_in_what_it_names_by_any_of_its_names(string name)
    {
        var verdict = Admit.Of(Vulnerable.With(Entry.Waiver(100, vulnerability: name)));
        Assert.True(verdict.Allowed);
        Assert.Equal("ada", Assert.Single(verdict.Violations).Waiver?.Owner);
        Assert.Empty(verdict.Expiring);
    }

    /// <summary>It counts on its last day, in the two weeks before with a warning, and not after it.</summary>
    [Theory]
    [InlineData(14, true, false)]
    [InlineData(13, true, true)]
    [InlineData(0, true, true)]
    [InlineData(-1, false, false)]
    public void A_waiver_ends(int days, bool counts, bool warns)
    {
        var verdict = Admit.Of(Vulnerable.With(Entry.Waiver(days, vulnerability: "CVE-1")));
        Assert.Equal((counts, warns), (verdict.Allowed, verdict.Expiring.Count == 1));
        Assert.Equal(counts, Assert.Single(verdict.Violations).Lapsed is null);
    }

    [Fact]
    public void A_waiver_for_a_rule_about_vulnerabilities_lets_in_none_of_them() =>
        Assert.False(Admit.Of(Vulnerable.With(Entry.Waiver(100, RuleNames.SeverityWithFix))).Allowed);

    [Fact]
    public void A_waiver_for_a_vulnerability_lets_in_no_other() =>
        Assert.Equal("CVE-2", Assert.Single(Admit.Of(Entry.Input.With(Entry.Finding("CVE-1", Level.Critical, "2"), Entry.Finding("CVE-2", Level.Critical, "2"))
            .With(Entry.Waiver(100, vulnerability: "CVE-1"))).Refusals).Vulnerability?.Id);

    [Theory]
    [InlineData("shop", "web", "registry.example.org/shop/web", true)]
    [InlineData("shop", "web", "registry.example.org/shop/web:1", true)]
    [InlineData(null, null, Entry.Id, true)]
    [InlineData(null, null, Entry.Digest, true)]
    [InlineData(null, null, "sha256:2222222222222222222222222222222222222222222222222222222222222222", true)]
    [InlineData("other", null, null, false)]
    [InlineData(null, "api", null, false)]
    [InlineData(null, null, "registry.example.org/shop/web:2", false)]
    [InlineData(null, null, "registry.example.org/shop", false)]
    public void A_waiver_counts_where_its_scope_says(string? app, string? service, string? image, bool counts) =>
        Assert.Equal(counts, Admit.Of(Vulnerable.With(Entry.Waiver(100, vulnerability: "CVE-1") with { App = app, Service = service, Image = image })).Allowed);

    [Fact]
    public void Of_two_the_one_that_lasts_longer_counts() =>
        Assert.Empty(Admit.Of(Vulnerable.With(Entry.Waiver(3, vulnerability: "CVE-1"), Entry.Waiver(90, vulnerability: "CVE-1"))).Expiring);

    [Fact]
    public void A_waiver_that_names_nothing_covers_nothing() => Assert.False(Admit.Of(Vulnerable.With(Entry.Waiver(100))).Allowed);
}
