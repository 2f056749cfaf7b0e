using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Images;
using Gantry.Resources.Policies;
using Gantry.Server.Policies;
using Gantry.Tests.Trust.Admission;
using Gantry.Trust.Decisions.Admission;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Tests.Server.Policies;

public sealed class AdmissionsTests
{
    private static readonly AdmissionFinding Critical = Entry.Finding("CVE-1", Level.Critical, "2");

    private static World Known(Policy? policy = null) => World.Of(9, new[]
    {
        new Resource(ResourceNames.Image(Entry.Id), 7, 1, Entry.Image.Spec, Entry.Image.Status),
        policy is null ? null : new Resource(ResourceNames.Policy("production"), 8, 1,
            new PolicySpec { Policy = policy, Revision = PolicyRevision.Of(policy), SetBy = "anna", SetAt = Entry.Now }, null),
    }.OfType<Resource>());

    private static Admissions Finding(params AdmissionFinding[] findings) => new(_ => findings);

    [Fact]
    public void An_environment_without_a_policy_has_the_default_one()
    {
        var ruling = Finding(Critical).Judge(Known(), Entry.Now)(Entry.Input.Release);
        Assert.Equal("policy.severityWithFix", Assert.Single(ruling.Refusals).Code);
        Assert.Equal("default", ruling.Verdict?.Policy);
    }

    [Fact]
    public void A_policy_of_the_environment_counts_with_its_waivers()
    {
        var policy = new Policy { Name = "mine", Waivers = [Entry.Waiver(30, vulnerability: "CVE-1")] };
        var ruling = Finding(Critical).Judge(Known(policy), Entry.Now)(Entry.Input.Release);
        Assert.Empty(ruling.Refusals);
        Assert.Equal(("mine", 1), (ruling.Verdict!.Policy, ruling.Verdict.Waived));
        Assert.Single(Finding(Critical).Judge(Known(policy), Entry.Now.AddDays(31))(Entry.Input.Release).Refusals);
    }

    [Fact]
    public void It_is_decided_anew_when_policy_or_images_have_changed() =>
        Assert.Equal([new(ResourceNames.Policy("production"), 8), new SeenVersion(ResourceNames.Image(Entry.Id), 7)],
            Finding().Judge(Known(new Policy { Name = "mine" }), Entry.Now)(Entry.Input.Release).Seen);

    [Fact]
    public void An_image_stands_on_those_whose_layers_are_its_lowest()
    {
        ImageSpec Of(string name, params string[] layers) => Entry.Image.Spec with { Name = name, Digest = null, Config = new ImageConfig { Layers = layers } };
        Assert.Equal(["debian:12", "web:1"], Bases.Of(Of("web:1", "a", "b", "c"), [Of("debian:12", "a", "b"), Of("other:1", "b"), Of("longer:1", "a", "b", "c", "d"), Of("scratch:1"), Of("web:1", "a", "b", "c")]));
    }

    [Fact]
    public void What_was_decided_is_decided_again_from_what_was_stored()
    {
        var admission = Finding(Critical).Judge(Known(), Entry.Now)(Entry.Input.Release).Admission!;
        Assert.Empty(Replay.Differences(Finding(Critical), admission, Entry.Input.Release));
    }

    /// <summary>Nothing is stopped when a waiver ends: it is said until somebody has put it right.</summary>
    [Fact]
    public void What_runs_and_would_be_refused_today_is_reported()
    {
        var policy = new Policy { Name = "mine", Waivers = [Entry.Waiver(3, vulnerability: "CVE-1")] };
        var world = Known(policy).With(10,
        [
            new Resource(ResourceNames.App("production", "shop"), 10, 1, new AppSpec { Name = "shop" }, new AppStatus { Live = 1 }),
            new Resource(ResourceNames.Release("production", "shop", 1), 10, 1, Entry.Input.Release, null),
        ], []);
        var well = Assert.Single(RunningApps.Checkups(world, Finding(Critical), Entry.Now));
        Assert.Equal((true, "policy mine", "would let in all that runs in production; the waiver of ada for CVE-1 ends after 2026-12-04"), (well.Well, well.Name, well.Text));
        var ill = Assert.Single(RunningApps.Checkups(world, Finding(Critical), Entry.Now.AddDays(4)));
        Assert.Equal((false, "shop in production"), (ill.Well, ill.Name));
        Assert.Contains("Release 1 runs and would be refused today. registry.example.org/shop/web:1 of web has CVE-1 (critical) in libssl3 3.0.11. Policy mine refuses that. The waiver of ada for it ended on 2026-12-04.", ill.Text);
        Assert.Contains("Rebuild it with openssl 2 or later.", ill.Help);
        Assert.Empty(RunningApps.Checkups(Known(policy), Finding(Critical), Entry.Now));
    }

    [Fact]
    public void What_is_not_as_it_was_is_said()
    {
        var admission = Finding(Critical).Judge(Known(), Entry.Now)(Entry.Input.Release).Admission!;
        var lost = Replay.Differences(new Admissions(_ => null), admission, Entry.Input.Release);
        Assert.Contains(lost, d => d.StartsWith("No longer found: severityWithFix at services.web.image (enforce): ", StringComparison.Ordinal) && d.Contains("CVE-1", StringComparison.Ordinal));
        Assert.Contains(lost, d => d.StartsWith("Not found then: severityWithFix", StringComparison.Ordinal) && d.Contains("cannot be read", StringComparison.Ordinal));

        var none = Replay.Differences(Finding(), admission, Entry.Input.Release);
        Assert.Contains("It was refused, and with the same inputs it is allowed.", none);

        var forged = admission with { Policy = admission.Policy with { Waivers = [Entry.Waiver(30, vulnerability: "CVE-1")] } };
        Assert.StartsWith("The policy that is stored is not the one of revision sha256:", Replay.Differences(Finding(Critical), forged, Entry.Input.Release)[0]);

        Assert.Contains("no longer kept", Assert.Single(Replay.Differences(Finding(Critical), admission, null)));
    }
}
