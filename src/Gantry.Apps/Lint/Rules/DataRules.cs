using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class DataRules
{
    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA050", "data-without-volume", "a database whose data is in the container", "The data is gone when the container is replaced, which every change of the service does.")
        {
            Find = NoVolume,
            Bad = "db:\n  image: postgres:17",
            Good = "db:\n  image: postgres:17\n  volumes: [\"data:/var/lib/postgresql/data\"]",
        },
        new("GA051", "anonymous-volume", "a volume without a name", "Each new container gets an empty one, and what the old one held is lost.")
        {
            Find = Anonymous,
            Bad = "web:\n  image: shop/web:1\n  volumes: [/uploads]",
            Good = "web:\n  image: shop/web:1\n  volumes: [\"data:/uploads\"]",
        },
        new("GA053", "shared-volume", "a volume that two services write to", "While one of them is replaced the other goes on writing, whether the programs are made for that or not.")
        {
            Find = Shared,
            Bad = "web:\n  image: shop/web:1\n  volumes: [\"data:/uploads\"]\nworker:\n  image: shop/worker:1\n  volumes: [\"data:/uploads\"]",
            Good = "web:\n  image: shop/web:1\n  volumes: [\"data:/uploads\"]\nworker:\n  image: shop/worker:1\n  volumes: [\"data:/uploads:ro\"]",
        },
        new("GA056", "store-replicas", "several replicas of a store on one volume", "Databases lock their files or destroy them when two processes open them at once. Replication is something that a database does by itself, with a volume for each.")
        {
            Find = Replicated,
            Bad = "db:\n  image: postgres:17\n  deploy: { replicas: 2 }\n  volumes: [\"data:/var/lib/postgresql/data\"]\n  x-gantry: { shareVolumes: true }",
            Good = "db:\n  image: postgres:17\n  volumes: [\"data:/var/lib/postgresql/data\"]",
        },
    ];

    private static IEnumerable<Finding> NoVolume(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        let directory = KnownImages.StoreDirectory(service)
        where directory is not null && !service.Mounts.Any(m => m.Kind == MountKind.Tmpfs || m.Source.Length > 0)
        select new Finding($"services.{service.Name}", $"'{service.Name}' keeps its data in the container, where it does not outlive a release.",
            $"Mount a named volume: 'volumes: [data:{directory}]', and 'data:' under 'volumes' at the top level.");

    private static IEnumerable<Finding> Anonymous(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from index in Enumerable.Range(0, service.Mounts.Count)
        where service.Mounts[index] is { Kind: MountKind.Volume, Source: "" }
        select new Finding($"services.{service.Name}.mounts.{index}", $"The volume at '{Quote.Short(service.Mounts[index].Target)}' of '{service.Name}' has no name: every new container gets an empty one.", "Give it a name, or use 'tmpfs' for what may be lost.");

    private static IEnumerable<Finding> Shared(AppDefinition app, ComposeFacts facts) =>
        from volume in app.Volumes
        let writers = app.Services.Where(s => !s.OneOff && !s.Rollout.SharesVolumes && s.Mounts.Any(m => m.Kind == MountKind.Volume && m.Source == volume.Name && !m.ReadOnly)).Select(s => s.Name).ToList()
        where writers.Count > 1
        select new Finding($"volumes.{volume.Name}", $"Several services write to the volume '{Quote.Short(volume.Name)}': {Quote.Short(string.Join(", ", writers))}.",
            "Mount it with ':ro' where it is only read, or write 'x-gantry: {shareVolumes: true}' where the programs are made for it.");

    private static IEnumerable<Finding> Replicated(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.Replicas > 1 && KnownImages.StoreDirectory(service) is { } directory && service.Mounts.Any(m => m is { Kind: MountKind.Volume, ReadOnly: false, Source.Length: > 0 } && m.Target.StartsWith(directory, StringComparison.Ordinal))
        select new Finding($"services.{service.Name}", $"{service.Replicas} replicas of '{service.Name}' write to the same files.", "Run one, or a service with a volume of its own for each member of a cluster.");
}
