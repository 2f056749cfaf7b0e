using Gantry.Resources;
using Gantry.Resources.Policies;
using Gantry.Trust.Decisions.Admission;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Tests.Trust.Admission;

public sealed class VerdictTextTests
{
    private static readonly Policy Policy = Entry.Input.Policy;

    [Fact]
    public void What_warns_in_several_services_is_said_once()
    {
        var services = new[] { "api", "store", "web" }.Select(n => (Entry.Web with { Name = n, Healthcheck = null }, Entry.Service(n))).ToArray();
        var verdict = Admit.Of(Entry.Input with { Release = Entry.Release(services), Policy = Policy.Default });
        var note = Assert.Single(VerdictText.Notes(verdict, Policy.Default));
        Assert.Equal((Severity.Warning, "policy.healthCheck", "Nothing says whether api is well. The same goes for store and web."), (note.Severity, note.Code, note.Message));
    }

    [Fact]
    public void What_refuses_several_in_the_same_way_is_said_once()
    {
        var services = new[] { "api", "store", "web" }.Select(n => (Entry.Web with { Name = n }, Entry.Service(n) with { RunsAsRoot = n != "store" })).ToArray();
        var refusal = Assert.Single(VerdictText.Refusals(Admit.Of(Entry.Input with { Release = Entry.Release(services) }), Policy));
        Assert.Equal(("services.api.user", "api runs as root. Policy strict refuses that. The same goes for web."), (refusal.Place, refusal.Message));
    }

    [Fact]
    public void That_there_are_no_advisories_says_also_that_nobody_has_looked()
    {
        var verdict = Admit.Of(Entry.Input with { Images = [Entry.Image with { Status = Entry.Image.Status! with { Judgement = null } }], Policy = Policy.Default });
        Assert.Equal(["policy.advisories"], VerdictText.Notes(verdict, Policy.Default).Select(n => n.Code));
    }

    [Fact]
    public void Many_vulnerabilities_of_an_image_are_one_refusal_with_a_line_for_each()
    {
        var verdict = Admit.Of(Entry.Input.With([.. Enumerable.Range(10, 14).Select(i => Entry.Finding($"CVE-{i}", Level.Critical, "3.0.14"))]));
        var refusal = Assert.Single(VerdictText.Refusals(verdict, Policy));
        Assert.Equal("registry.example.org/shop/web:1 of web has 14 vulnerabilities of which there is a version without them. Policy strict refuses that.", refusal.Message);
        Assert.Equal((11, "CVE-10 critical libssl3 3.0.11 → 3.0.14", "and 4 more"), (refusal.Details.Count, refusal.Details[0], refusal.Details[^1]));
    }

    [Fact]
    public void Whoever_answered_for_it_is_named_when_that_has_ended()
    {
        var verdict = Admit.Of(Entry.Input.With(Entry.Finding("CVE-1", Level.Critical, "2")).With(Entry.Waiver(-1, vulnerability: "CVE-1")));
        Assert.EndsWith("The waiver of ada for it ended on 2026-11-30.", Assert.Single(VerdictText.Refusals(verdict, Policy)).Message);
    }

    [Fact]
    public void A_waiver_that_ends_soon_is_warned_of()
    {
        var verdict = Admit.Of(Entry.Input.With(Entry.Finding("CVE-1", Level.Critical, "2")).With(Entry.Waiver(5, vulnerability: "CVE-1")));
        Assert.Contains("The waiver of ada for CVE-1 ends: its last day is 2026-12-06", Assert.Single(VerdictText.Notes(verdict, Policy)).Message);
    }
}
