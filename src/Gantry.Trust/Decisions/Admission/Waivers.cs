using Gantry.Resources.Policies;

namespace Gantry.Trust.Decisions.Admission;

/// <summary>Finds who answers for what. A waiver counts to the end of its last day and not after it.</summary>
internal sealed class Waivers(IReadOnlyList<Waiver> waivers, string app, DateOnly today)
{
    /// <summary>How many days before its end a waiver is warned of.</summary>
    public const int Notice = 14;

    public Violation Answer(Breach breach)
    {
        var covering = waivers.Where(w => Covers(w, breach)).ToList();
        return new Violation
        {
            Rule = breach.Rule,
            Mode = breach.Mode,
            Place = breach.Place,
            Service = breach.Subject?.Service.Name,
            Cause = breach.Cause,
            Remedy = breach.Remedy,
            Vulnerability = breach.Finding is { } f ? new FoundVulnerability(f.Id, f.Package, f.Version, f.Fixed, VulnerabilityRules.Word(f.Severity)) : null,
            // Of several the one that lasts longest: what is said to end soon then really ends.
            Waiver = covering.Where(w => w.Until >= today).MaxBy(w => w.Until),
            Lapsed = covering.Exists(w => w.Until >= today) ? null : covering.MaxBy(w => w.Until),
        };
    }

    public IReadOnlyList<Waiver> Expiring(IEnumerable<Violation> violations) =>
        [.. violations.Select(v => v.Waiver).OfType<Waiver>().Where(w => w.Until < today.AddDays(Notice)).Distinct().OrderBy(w => w.Until)];

    private bool Covers(Waiver waiver, Breach breach)
    {
        if (waiver.Rule is null && waiver.Vulnerability is null) return false;
        if (waiver.Rule is { } rule && rule != breach.Rule) return false;
        if (waiver.Vulnerability is { } id && !(breach.Finding is { } finding && (finding.Id == id || finding.Aliases.Contains(id)))) return false;
        // A rule about vulnerabilities is never waived as a whole, or the next one would be let in unseen.
        if (waiver.Vulnerability is null && RuleNames.IsOfVulnerabilities(breach.Rule)) return false;
        return (waiver.App ?? app) == app && (waiver.Service is null || waiver.Service == breach.Subject?.Service.Name) && (waiver.Image is null || IsImage(waiver.Image, breach.Subject));
    }

    private static bool IsImage(string image, Subject? subject)
    {
        if (subject is null) return false;
        var service = subject.Service;
        return image == service.ImageId || image == service.ImageName || image == service.ImageDigest
            || service.ImageDigest?.EndsWith("@" + image, StringComparison.Ordinal) == true
            || (ImageNames.Bare(image) == image && ImageNames.Full(image) == ImageNames.Full(service.ImageName));
    }
}
