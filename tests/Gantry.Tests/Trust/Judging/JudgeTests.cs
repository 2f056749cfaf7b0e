using System.Text;
using Gantry.Tests.Trust.Advisories;
using Gantry.Trust.Decisions.Judging;
using Gantry.Trust.Decisions.Severities;
using Gantry.Trust.Sbom;

namespace Gantry.Tests.Trust.Judging;

public sealed class JudgeTests
{
    private static readonly Distribution Bookworm = new("debian", "12", "Debian 12"), Bullseye = new("debian", "11", "Debian 11");

    private static SoftwareBill Bill(Distribution? distribution, params Component[] components) => new() { Subject = "shop/web:1", Distribution = distribution, Components = components };

    private static Component Npm(string name, string version) => new() { Type = "npm", Name = name, Version = version };

    private static readonly Component Libssl = new() { Type = "deb", Name = "libssl3", Version = "3.0.11-1~deb12u2", SourceName = "openssl" };

    [Fact]
    public void A_binary_package_is_found_by_the_name_of_its_source_in_its_own_release()
    {
        var known = new KnownAdvisories(
            Records.Of("DEBIAN-CVE-2026-1", "Debian:12", "openssl", Records.Fixed("3.0.14-1~deb12u1"), ",\"upstream\":[\"CVE-2026-1\"]"),
            Records.Of("DEBIAN-CVE-2026-2", "Debian:11", "openssl", Records.Fixed("9")),
            Records.Of("DEBIAN-CVE-2026-3", "Debian:12", "libssl3", Records.Fixed("9")));
        var finding = Assert.Single(Judge.Of(Bill(Bookworm, Libssl), known).Findings);
        Assert.Equal(("DEBIAN-CVE-2026-1", "3.0.14-1~deb12u1", "CVE-2026-1"), (finding.Id, finding.Fixed, Assert.Single(finding.Aliases)));
    }

    [Fact]
    public void A_source_of_another_version_is_compared_by_that()
    {
        var component = new Component { Type = "deb", Name = "gcc-12-base", Version = "12.2.0-14", SourceName = "gcc-defaults", SourceVersion = "1.203" };
        var known = new KnownAdvisories(Records.Of("D-1", "Debian:12", "gcc-defaults", Records.Fixed("1.204")));
        Assert.Single(Judge.Of(Bill(Bookworm, component), known).Findings);
        Assert.Empty(Judge.Of(Bill(Bookworm, component with { SourceVersion = "1.204" }), known).Findings);
    }

    [Fact]
    public void A_fix_that_a_release_has_taken_over_counts_there_although_upstream_has_fixed_it_later()
    {
        var known = new KnownAdvisories(
            Records.Of("DEBIAN-CVE-1", "Debian:11", "openssl", Records.Fixed("1.1.1n-0+deb11u5")),
            Records.Of("DEBIAN-CVE-1", "Debian:12", "openssl", Records.Fixed("3.0.9-1")));
        Assert.Empty(Judge.Of(Bill(Bullseye, Libssl with { Version = "1.1.1n-0+deb11u5" }), known).Findings);
        Assert.Single(Judge.Of(Bill(Bullseye, Libssl with { Version = "1.1.1n-0+deb11u4" }), known).Findings);
    }

    [Fact]
    public void Records_of_the_same_vulnerability_are_one_finding_under_the_name_that_people_know()
    {
        var known = new KnownAdvisories(
            Records.Of("GHSA-1", "npm", "left-pad", Records.Fixed("1.3.0"), ",\"aliases\":[\"CVE-2026-9\"]" + Records.Severity(Records.Severe)),
            Records.Of("SNYK-1", "npm", "left-pad", Records.Fixed("1.3.0"), ",\"aliases\":[\"CVE-2026-9\"],\"summary\":\"pads too much\""),
            Records.Of("GHSA-2", "npm", "left-pad", Records.Fixed("1.3.0")));
        var findings = Judge.Of(Bill(null, Npm("left-pad", "1.2.0")), known).Findings;
        Assert.Equal(["GHSA-1", "GHSA-2"], findings.Select(f => f.Id));
        Assert.Equal((Level.Critical, 9.8, "pads too much"), (findings[0].Rating.Level, findings[0].Rating.Score, findings[0].Summary));
        Assert.Equal(["CVE-2026-9", "SNYK-1"], findings[0].Aliases);
    }

    [Fact]
    public void A_severity_that_only_another_record_has_is_taken_from_there()
    {
        var known = new KnownAdvisories(
            Records.Of("DEBIAN-CVE-7", "Debian:12", "openssl", Records.Fixed("9"), ",\"upstream\":[\"CVE-7\"]"),
            Encoding.UTF8.GetBytes("{\"id\":\"CVE-7\",\"modified\":\"2026\"" + Records.Severity(Records.Severe) + "}"));
        Assert.Equal(9.8, Assert.Single(Judge.Of(Bill(Bookworm, Libssl), known).Findings).Rating.Score);
    }

    [Fact]
    public void The_most_urgent_comes_first_and_of_alike_ones_that_with_a_fix()
    {
        var known = new KnownAdvisories(
            Records.Of("A", "npm", "p", "{\"introduced\":\"0\"}", ",\"database_specific\":{\"severity\":\"HIGH\"}"),
            Records.Of("B", "npm", "p", Records.Fixed("2.0.0"), ",\"database_specific\":{\"severity\":\"LOW\"}"),
            Records.Of("C", "npm", "p", Records.Fixed("2.0.0"), ",\"database_specific\":{\"severity\":\"HIGH\"}"));
        Assert.Equal(["C", "A", "B"], Judge.Of(Bill(null, Npm("p", "1.0.0")), known).Findings.Select(f => f.Id));
    }

    [Fact]
    public void What_cannot_be_judged_is_said()
    {
        var known = new KnownAdvisories(Records.Of("A", "npm", "p", Records.Fixed("2.0.0")));
        var judged = Judge.Of(Bill(null, Npm("p", "latest"), Libssl, new Component { Type = "swift", Name = "x", Version = "1" }), known);
        Assert.Empty(judged.Findings);
        Assert.Equal(3, judged.Notes.Count);
    }

    [Theory]
    [InlineData("not_affected", "vulnerable_code_not_in_execute_path", true)]
    [InlineData("not_affected", "", false)]
    [InlineData("fixed", "", true)]
    [InlineData("affected", "", false)]
    [InlineData("under_investigation", "", false)]
    public void A_statement_dismisses_only_with_its_reason(string status, string justification, bool dismissed)
    {
        var vex = VexReader.Read("vex.json", Encoding.UTF8.GetBytes($$"""
            {"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-01-01T00:00:00Z","statements":[{"vulnerability":{"name":"CVE-1"},
            "products":[{"@id":"pkg:npm/p@1.0.0"}],"status":"{{status}}","justification":"{{justification}}"}]}
            """)).Require();
        var known = new KnownAdvisories(Records.Of("GHSA-1", "npm", "p", Records.Fixed("2.0.0"), ",\"aliases\":[\"CVE-1\"]"));
        var judged = Judge.Of(Bill(null, Npm("p", "1.0.0"), Npm("p", "1.1.0")), known, [vex]);
        Assert.Equal(2, judged.Findings.Count);
        Assert.Equal(dismissed ? ["1.1.0"] : ["1.0.0", "1.1.0"], judged.Open.Select(f => f.Component.Version).Order());
        Assert.Equal(justification.Length == 0 && status == "not_affected", judged.Notes.Count > 0);
    }

    [Fact]
    public void The_later_statement_counts_and_a_product_may_be_the_image()
    {
        var vex = VexReader.Read("vex.json", """
            {"statements":[
              {"vulnerability":"GHSA-1","timestamp":"2026-02-01T00:00:00Z","products":[{"@id":"pkg:oci/web","subcomponents":[{"@id":"pkg:npm/p"}]}],"status":"not_affected","justification":"component_not_present"},
              {"vulnerability":"GHSA-1","timestamp":"2026-03-01T00:00:00Z","products":[{"@id":"pkg:npm/p@1.1.0"}],"status":"affected"}]}
            """u8.ToArray()).Require();
        var known = new KnownAdvisories(Records.Of("GHSA-1", "npm", "p", Records.Fixed("2.0.0")));
        Assert.Equal(["1.1.0"], Judge.Of(Bill(null, Npm("p", "1.0.0"), Npm("p", "1.1.0")), known, [vex]).Open.Select(f => f.Component.Version));
    }

    [Fact]
    public void Statements_of_CycloneDX_are_followed()
    {
        var vex = VexReader.Read("vex.json", """
            {"bomFormat":"CycloneDX","components":[{"bom-ref":"1","purl":"pkg:npm/p@1.0.0"}],"vulnerabilities":[
              {"id":"GHSA-1","analysis":{"state":"not_affected","justification":"code_not_reachable"},"affects":[{"ref":"1"}]}]}
            """u8.ToArray()).Require();
        var known = new KnownAdvisories(Records.Of("GHSA-1", "npm", "p", Records.Fixed("2.0.0")));
        var finding = Assert.Single(Judge.Of(Bill(null, Npm("p", "1.0.0")), known, [vex]).Findings);
        Assert.Equal(new Dismissal("not_affected", "code_not_reachable", "vex.json"), finding.Dismissed);
    }
}
