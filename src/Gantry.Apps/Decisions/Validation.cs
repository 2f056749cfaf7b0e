using Gantry.Apps.Reading;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>What only shows when the whole project is looked at.</summary>
internal static class Validation
{
    public static IEnumerable<Problem> Check(AppDefinition app, ProjectDraft project, ComposeFacts facts, DateOnly? today)
    {
        var active = app.Services.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var all = project.Services.Keys.ToHashSet(StringComparer.Ordinal);
        var idleVolumes = Volumes.Used(project.Services.Values.Select(d => d.Is)).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return app.Services.Where(s => project.Services[s.Name].IsReadable).SelectMany(s => Source(s, facts))
            .Concat(project.Services.Values.Where(d => active.Contains(d.Name)).SelectMany(d => Dependencies.CheckNames(d.Name, d.Is.DependsOn, active, all, facts)))
            .Concat(project.Services.Values.SelectMany(d => Exceptions.Check(d, today)))
            .Concat(Links.Check(app, facts))
            .Concat(Solitude.Check(app, facts))
            .Concat(Mirroring.Check(app, facts))
            .Concat(Limits.Check(app, facts))
            .Concat(Dependencies.CheckCycles(app, facts))
            .Concat(Dependencies.CheckConditions(app, facts))
            .Concat(OneOffs.Check(app, facts))
            .Concat(AppNetworks.Check(app, project.Networks.Keys.ToHashSet(StringComparer.Ordinal), facts))
            .Concat(AppNetworks.CheckNames(app, facts))
            .Concat(Volumes.Check(app, project.Volumes.Keys.ToHashSet(StringComparer.Ordinal), idleVolumes, facts))
            .Concat(Volumes.CheckOwners(app, facts))
            .Concat(PublishedPorts.Check(app, facts))
            .Concat(PublishedPorts.CheckUdp(app, facts))
            .Concat(Routes.CheckClashes(app, facts))
            .Concat(Routes.CheckPorts(app, facts));
    }

    /// <summary>Whether the keys were written counts, not whether they could be read: that was reported.</summary>
    private static IEnumerable<Problem> Source(ServiceDefinition service, ComposeFacts facts)
    {
        var path = $"services.{service.Name}";
        if (!facts.Has($"{path}.image") && !facts.Has($"{path}.build") && !facts.Has($"{path}.extends") && !facts.Has($"{path}.provider"))
            yield return new Problem(facts.Place(path), "compose.no-image", $"Service '{service.Name}' has neither 'image' nor 'build'.", "Write one of them: 'image: name:tag', or 'build: .' for a Dockerfile beside this file.");
    }
}
