using Gantry.Resources.Policies;

namespace Gantry.Trust.Decisions.Admission;

/// <summary>Where images come from, who has signed them, and what they stand on.</summary>
internal static class ImageRules
{
    public static IEnumerable<Breach> Of(PolicyRules rules, IReadOnlyList<Subject> subjects) =>
        subjects.SelectMany(s => Pinned(rules.Pinned, s))
            .Concat(subjects.SelectMany(s => Registries(rules.Registries, s)))
            .Concat(subjects.SelectMany(s => Signatures(rules.Signatures, s)))
            .Concat(subjects.SelectMany(s => Sbom(rules.Sbom, s)))
            .Concat(subjects.SelectMany(s => Base(rules.Base, s)));

    private static IEnumerable<Breach> Pinned(PinnedRule rule, Subject s)
    {
        if (!IsDigest(s.Service.ImageId))
        {
            yield return new Breach(RuleNames.Pinned, rule.Mode, s, s.Place("image"),
                $"The release names the image of {s.Service.Name} as {s.Service.ImageName} and not by what it is.", "Make the release with `gantry up`, which pins every image.");
        }
        else if (rule.In == Pinning.File && s.Definition is { Build: null, Image: { } image } && !image.Contains("@sha256:", StringComparison.Ordinal) && !image.Contains("@sha512:", StringComparison.Ordinal))
        {
            yield return new Breach(RuleNames.Pinned, rule.Mode, s, s.Place("image"),
                $"{s.Service.Name} asks for {image}, which may be another image tomorrow.",
                s.Service.ImageDigest is { } digest ? $"Write the digest that it has today: image: {digest}" : "Push it to a registry, and write its digest: image: name@sha256:….");
        }
    }

    private static IEnumerable<Breach> Registries(AllowRule rule, Subject s)
    {
        if (IsBuilt(s)) yield break;
        if (s.Service.ImageDigest is not { } digest)
        {
            yield return new Breach(RuleNames.Registries, rule.Mode, s, s.Place("image"),
                $"{s.Service.ImageName} of {s.Service.Name} lay on the engine, and no registry is known to have it.", $"Push it to {Or(rule.Allow)}, and name it by where it is there.");
        }
        else if (!rule.Allow.Any(a => ImageNames.IsUnder(digest, a)))
        {
            yield return new Breach(RuleNames.Registries, rule.Mode, s, s.Place("image"),
                $"{s.Service.Name} takes its image from {ImageNames.Full(digest)}, which is not allowed.", $"Take it from {Or(rule.Allow)}.");
        }
    }

    private static IEnumerable<Breach> Signatures(SignatureRule rule, Subject s)
    {
        var signed = (s.Image?.Status?.Signatures ?? []).Where(g => rule.Keys.Count == 0 || rule.Keys.Contains(g.Key)).DistinctBy(g => g.Fingerprint).ToList();
        if (signed.Count >= rule.Threshold) yield break;
        var keys = rule.Keys.Count > 0 ? $" of {Text.Or(rule.Keys)}" : "";
        yield return new Breach(RuleNames.Signatures, rule.Mode, s, s.Place("image"),
            signed.Count == 0 ? $"{s.Service.ImageName} of {s.Service.Name} has no signature{keys} that holds."
                : $"{s.Service.ImageName} of {s.Service.Name} has {signed.Count} of {rule.Threshold} signatures that it needs{keys}: by {Text.And([.. signed.Select(g => g.Key)])}.",
            $"Sign it with a key that is trusted here{(rule.Keys.Count > 0 ? $" as {Text.Or(rule.Keys)}" : "")}.");
    }

    private static IEnumerable<Breach> Sbom(PlainRule rule, Subject s)
    {
        if (s.Image?.Spec.Bill is not null) yield break;
        var why = s.Image?.Spec.BillProblem;
        yield return new Breach(RuleNames.Sbom, rule.Mode, s, s.Place("image"),
            $"What is in {s.Service.ImageName} of {s.Service.Name} is not known{(why is null ? "." : $": {why.Message}")}", why?.Help ?? "Run `gantry up` with an engine that gives the image out, so that its packages can be listed.");
    }

    private static IEnumerable<Breach> Base(AllowRule rule, Subject s)
    {
        if (s.Image is { } image && rule.Allow.Any(a => Stands(image, a))) yield break;
        yield return new Breach(RuleNames.Base, rule.Mode, s, s.Place("image"),
            $"{s.Service.ImageName} of {s.Service.Name} stands on no base image that is allowed.", $"Build it from {Or(rule.Allow)}.");
    }

    /// <summary>On an image of that name, or on that very layer.</summary>
    private static bool Stands(AdmissionImage image, string allowed) => IsDigest(allowed)
        ? image.Spec.Config.Layers.Contains(allowed) : image.Bases.Any(b => ImageNames.IsUnder(b, allowed));

    private static bool IsBuilt(Subject s) => s.Definition.Build is not null || s.Image is { Spec.Built: true };

    private static bool IsDigest(string id) => id.StartsWith("sha256:", StringComparison.Ordinal) && id.Length == 71;

    private static string Or(IReadOnlyList<string> places) => places.Count == 0 ? "a registry that the policy allows" : Text.Or(places);
}
