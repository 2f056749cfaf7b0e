using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Images;
using Gantry.Resources.Platforms;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts.Decisions;
using Gantry.Trust.Decisions.Admission;

namespace Gantry.Server.Policies;

/// <summary>Puts together what is known of a release, and has it judged. All but the findings is in the world that it is asked of.</summary>
/// <param name="findings">Those of a judgement; null where they cannot be read.</param>
internal sealed class Admissions(Func<JudgementReference, IReadOnlyList<AdmissionFinding>?> findings)
{
    /// <summary>What is in force in an environment.</summary>
    public static PolicySpec PolicyOf(World world, string environment) =>
        world.Get(ResourceNames.Policy(environment))?.SpecAs<PolicySpec>() ?? Default;

    private static PolicySpec Default { get; } = new() { Policy = Policy.Default, Revision = PolicyRevision.Of(Policy.Default), SetBy = "", SetAt = default };

    /// <summary>As requests for rollouts want it.</summary>
    public Func<ReleaseSpec, Ruling> Judge(World world, DateTimeOffset now) => release => Rule(world, release, now);

    public Verdict Verdict(World world, ReleaseSpec release, Policy policy, DateTimeOffset now) => Admit.Of(Input(Images(world, release, policy), release, policy, now));

    /// <summary>Decides again what was decided before, on what was known then.</summary>
    public Verdict Again(AdmissionSpec admission, ReleaseSpec release) => Admit.Of(Input(admission.Images, release, admission.Policy, admission.At));

    private Ruling Rule(World world, ReleaseSpec release, DateTimeOffset now)
    {
        var policy = PolicyOf(world, release.Environment);
        var images = Images(world, release, policy.Policy);
        var verdict = Admit.Of(Input(images, release, policy.Policy, now));
        var notes = VerdictText.Notes(verdict, policy.Policy);
        return new Ruling
        {
            Refusals = VerdictText.Refusals(verdict, policy.Policy),
            Notes = notes,
            Verdict = new PlanVerdict(policy.Policy.Name, policy.Revision, verdict.Images, notes.Count, verdict.Violations.Count(v => v.Waiver is not null)),
            Admission = new AdmissionSpec
            {
                App = release.App,
                Environment = release.Environment,
                Release = release.Number,
                At = now,
                DecidedBy = BuildIdentity.Version,
                PolicyRevision = policy.Revision,
                Policy = policy.Policy,
                Images = images,
                Verdict = verdict,
            },
            Seen = [.. Keys(release).Select(k => new SeenVersion(k, world.Get(k)?.Version ?? 0))],
        };
    }

    private static IEnumerable<Key> Keys(ReleaseSpec release) =>
        release.Services.Select(s => s.ImageId).Distinct(StringComparer.Ordinal).Select(ResourceNames.Image).Prepend(ResourceNames.Policy(release.Environment));

    private AdmissionInput Input(IReadOnlyList<AdmittedImage> images, ReleaseSpec release, Policy policy, DateTimeOffset now) => new()
    {
        Release = release,
        Policy = policy,
        Now = now,
        Images = [.. images.Select(i => new AdmissionImage
        {
            Spec = i.Spec,
            Status = i.Status,
            Bases = i.Bases,
            Findings = i.Status?.Judgement is { } judgement ? findings(judgement) : null,
        })],
    };

    private static IReadOnlyList<AdmittedImage> Images(World world, ReleaseSpec release, Policy policy)
    {
        var all = policy.Rules.Base.Mode == PolicyMode.Off ? [] : world.List<ImageSpec, ImageStatus>(Kinds.Image).Select(i => i.Spec).ToList();
        return [.. release.Services.Select(s => s.ImageId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => world.Get<ImageSpec, ImageStatus>(ResourceNames.Image(id))).OfType<Resource<ImageSpec, ImageStatus>>()
            .Select(i => new AdmittedImage(i.Spec, i.Status, Bases.Of(i.Spec, all)))];
    }
}
