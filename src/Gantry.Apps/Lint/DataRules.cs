using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class DataRules
{
    /// <summary>Programs that keep data, by the last part of their images' names, and where they keep it.</summary>
    private static readonly Dictionary<string, string> Stores = new(StringComparer.Ordinal)
    {
        ["postgres"] = "/var/lib/postgresql/data", ["postgis"] = "/var/lib/postgresql/data", ["mysql"] = "/var/lib/mysql", ["mariadb"] = "/var/lib/mysql", ["mongo"] = "/data/db",
        ["influxdb"] = "/var/lib/influxdb2", ["elasticsearch"] = "/usr/share/elasticsearch/data", ["minio"] = "/data", ["rabbitmq"] = "/var/lib/rabbitmq", ["clickhouse-server"] = "/var/lib/clickhouse",
    };

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("lint.data-without-volume", "a database whose data is in the container", "The data is gone when the container is replaced, which every change of the service does.") { Find = NoVolume },
        new("lint.anonymous-volume", "a volume without a name", "Each new container gets an empty one, and what the old one held is lost.") { Find = Anonymous },
        new("lint.bind-mount", "files of the project mounted into a service, to be written", "They are not part of the release: a change takes effect at once and unreviewed, and a rollback does not take it back.") { Find = Binds },
        new("lint.shared-volume", "a volume that two services write to", "While one of them is replaced the other goes on writing, whether the programs are made for that or not.") { Find = Shared },
    ];

    private static IEnumerable<Finding> NoVolume(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services.Where(s => s is { Build: null, Image: not null }))
        {
            var name = ImageName.Parse(service.Image!)?.Name.Split('/')[^1];
            if (name is null || !Stores.TryGetValue(name, out var directory) || service.Mounts.Any(m => m.Kind == MountKind.Tmpfs || m.Source.Length > 0)) continue;
            yield return new Finding($"services.{service.Name}", $"'{service.Name}' keeps its data in the container, where it does not outlive a release.",
                $"Mount a named volume: 'volumes: [data:{directory}]', and 'data:' under 'volumes' at the top level.");
        }
    }

    private static IEnumerable<Finding> Anonymous(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from index in Enumerable.Range(0, service.Mounts.Count)
        where service.Mounts[index] is { Kind: MountKind.Volume, Source: "" }
        select new Finding($"services.{service.Name}.mounts.{index}", $"The volume at '{Quote.Short(service.Mounts[index].Target)}' of '{service.Name}' has no name: every new container gets an empty one.", "Give it a name, or use 'tmpfs' for what may be lost.");

    private static IEnumerable<Finding> Binds(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from index in Enumerable.Range(0, service.Mounts.Count)
        let mount = service.Mounts[index]
        where mount.Kind == MountKind.Bind && (!mount.ReadOnly || mount.Source == app.ProjectDirectory)
        select new Finding($"services.{service.Name}.mounts.{index}", $"The files at '{Quote.Short(mount.Target)}' of '{service.Name}' are no part of the release, and a rollback does not take them back.",
            "Copy them into the image; use a named volume for data, or ':ro' for files that are only read.");

    private static IEnumerable<Finding> Shared(AppDefinition app, ComposeFacts facts) =>
        from volume in app.Volumes
        let writers = app.Services.Where(s => !s.OneOff && !s.Rollout.SharesVolumes && s.Mounts.Any(m => m.Kind == MountKind.Volume && m.Source == volume.Name && !m.ReadOnly)).Select(s => s.Name).ToList()
        where writers.Count > 1
        select new Finding($"volumes.{volume.Name}", $"Several services write to the volume '{Quote.Short(volume.Name)}': {Quote.Short(string.Join(", ", writers))}.",
            "Mount it with ':ro' where it is only read, or write 'x-gantry: {shareVolumes: true}' where the programs are made for it.");
}
