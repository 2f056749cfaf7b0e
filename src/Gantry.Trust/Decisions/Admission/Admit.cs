using Gantry.Resources.Apps;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;

namespace Gantry.Trust.Decisions.Admission;

/// <summary>Says whether a release may run where it wants to. It has no clock and asks nobody.</summary>
public static class Admit
{
    public static Verdict Of(AdmissionInput input)
    {
        var services = Subjects(input).ToList();
        var found = ImageRules.Of(input.Policy.Rules, services)
            .Concat(VulnerabilityRules.Of(input.Policy.Rules, services, input.Now))
            .Concat(ServiceRules.Of(input.Policy.Rules, services, input.Release, input.Now))
            .Where(f => f.Mode != PolicyMode.Off).ToList();
        var today = DateOnly.FromDateTime(input.Now.UtcDateTime);
        var waivers = new Waivers(input.Policy.Waivers, input.Release.App, today);
        var violations = found.Select(waivers.Answer).ToList();
        return new Verdict
        {
            Violations = violations,
            Expiring = waivers.Expiring(violations),
            Images = input.Release.Services.Select(s => s.ImageId).Distinct(StringComparer.Ordinal).Count(),
        };
    }

    private static IEnumerable<Subject> Subjects(AdmissionInput input)
    {
        var images = input.Images.ToDictionary(i => i.Spec.ImageId, StringComparer.Ordinal);
        return from service in input.Release.Services.OrderBy(s => s.Name, StringComparer.Ordinal)
               let definition = input.Release.Definition.Services.FirstOrDefault(d => d.Name == service.Name)
               where definition is not null
               select new Subject(service, definition, images.GetValueOrDefault(service.ImageId));
    }
}

/// <summary>A service of the release with what is known of its image.</summary>
internal sealed record Subject(ReleaseService Service, ServiceDefinition Definition, AdmissionImage? Image)
{
    public string Place(string part) => $"services.{Service.Name}.{part}";
}

/// <summary>A rule that is not kept, before anybody has asked for a waiver.</summary>
internal sealed record Breach(string Rule, PolicyMode Mode, Subject? Subject, string Place, string Cause, string Remedy)
{
    /// <summary>The vulnerability that it is about.</summary>
    public AdmissionFinding? Finding { get; init; }
}
