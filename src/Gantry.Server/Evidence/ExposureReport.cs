using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Edges;
using Gantry.Resources.Images;
using Gantry.Resources.Releases;
using Gantry.Resources.Routes;
using Gantry.Trust.Decisions.Exposure;
using Gantry.Trust.Decisions.Judging;
using Gantry.Trust.Evidence;

namespace Gantry.Server.Evidence;

/// <summary>What is known to be wrong with what runs and with what a rollback would run, by who reaches it.</summary>
internal static class ExposureReport
{
    /// <param name="traffic">Null while the edge does not answer.</param>
    public static VulnerabilityReport Of(World world, ImageEvidence evidence, EdgeStats? traffic, DateTimeOffset now)
    {
        var advisories = evidence.Advisories.State();
        var (found, unjudged) = (new Dictionary<(string, string, string, string), ExposedVulnerability>(), new List<UnjudgedImage>());
        var images = 0;
        foreach (var uses in Uses(world, traffic).GroupBy(u => u.ImageId))
        {
            images++;
            var image = world.Get<ImageSpec, ImageStatus>(ResourceNames.Image(uses.Key));
            if (evidence.Judgement(image?.Status) is { } judgement) Add(found, judgement, image!.Spec, [.. uses]);
            else unjudged.Add(new UnjudgedImage(image?.Spec.Name ?? uses.First().ImageName, [.. uses.Select(u => u.Service)], image?.Spec.BillProblem ?? Unknown(image?.Spec.Name ?? uses.First().ImageName, image, advisories is not null)));
        }

        return new VulnerabilityReport
        {
            Advisories = advisories is null ? null : new AdvisoriesView(advisories.Snapshot, advisories.Advisories, now - advisories.Age(now), advisories.IsStale(now)),
            Images = images,
            Findings = Urgency.Order(found.Values),
            Unjudged = unjudged,
        };
    }

    private static void Add(Dictionary<(string, string, string, string), ExposedVulnerability> found, KeptJudgement judgement, ImageSpec image, IReadOnlyList<Use> uses)
    {
        foreach (var finding in judgement.Findings.Where(f => f.Dismissed is null))
        {
            var part = finding.Component;
            var remedies = uses.Where(u => u.Service.Runs).Select(u => Remedy.Of(finding, u.App, image.Built, u.ImageName)).OfType<string>();
            var since = judgement.Since.GetValueOrDefault(KeptJudgement.Name(finding));
            var key = (finding.Id, part.Type, part.Name, part.Version);
            found[key] = found.TryGetValue(key, out var known)
                ? known with { Services = [.. known.Services, .. uses.Select(u => u.Service)], Since = since < known.Since ? since : known.Since, Remedies = [.. known.Remedies.Concat(remedies).Distinct()] }
                : New(finding, since, uses, [.. remedies.Distinct()]);
        }
    }

    private static ExposedVulnerability New(Finding finding, DateTimeOffset since, IReadOnlyList<Use> uses, IReadOnlyList<string> remedies) => new()
    {
        Id = finding.Id,
        Aliases = finding.Aliases,
        Severity = KeptJudgement.Word(finding.Rating.Level),
        Score = finding.Rating.Score,
        Package = finding.Component.Name,
        Type = finding.Component.Type,
        Version = finding.Component.Version,
        Fixed = finding.Fixed,
        Path = finding.Component.Path,
        Summary = finding.Summary,
        Since = since,
        Services = [.. uses.Select(u => u.Service)],
        Remedies = remedies,
    };

    private static Problem Unknown(string name, Resource<ImageSpec, ImageStatus>? image, bool advisories) =>
        image is null ? new Problem(name, "evidence.unknown", "Nothing is known of this image: it was released before the platform looked at images.", "Run gantry up for its app.")
        : advisories ? new Problem(name, "evidence.unjudged", "It has not been judged by the advisories of now.", "Wait a moment; if it stays so, the list of what is in it is gone: run gantry up for its app.")
        : new Problem(name, "advisories.none", "No advisories have been imported: nothing can be said of vulnerabilities.", "Import them: gantry advisories import PATH");

    /// <summary>An image in a service of a release.</summary>
    private sealed record Use(string ImageId, string ImageName, AppDefinition App, ExposedService Service);

    private static IEnumerable<Use> Uses(World world, EdgeStats? traffic)
    {
        var counts = (traffic?.Routes ?? []).SelectMany(r => r.Releases.Select(x => (Key: (r.Route, x.Release), x.Counts.Started))).GroupBy(c => c.Key).ToDictionary(c => c.Key, c => c.Sum(x => x.Started));
        foreach (var app in world.List<AppSpec, AppStatus>(Kinds.App))
        {
            var (environment, name) = (app.Key.Scope, app.Key.Name);
            var serving = world.List(Kinds.Route, environment, name).SelectMany(r => r.SpecAs<RouteSpec>().Backends).Where(b => b.Weight > 0).Select(b => b.Release).ToHashSet();
            if (app.Status?.Live is { } live) serving.Add(live);
            foreach (var number in serving.Append(app.Status?.Previous ?? 0).Distinct())
            {
                if (world.Get(ResourceNames.Release(environment, name, number))?.Spec is not ReleaseSpec release) continue;
                var reach = Reaches.Of(release.Definition);
                foreach (var service in release.Services)
                {
                    var runs = serving.Contains(number);
                    yield return new Use(service.ImageId, service.ImageName, release.Definition, new ExposedService(environment, name, service.Name, number, runs,
                        runs ? reach.GetValueOrDefault(service.Name) : Reach.Inside, counts.GetValueOrDefault(($"{environment}/{name}.{service.Name}", number))));
                }
            }
        }
    }
}
