using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class MountRules
{
    /// <summary>Where images have their programs.</summary>
    private static readonly string[] Programs = ["/app", "/src", "/code", "/usr/src/app", "/workspace", "/opt/app", "/usr/local/bin", "/usr/bin", "/bin", "/usr/share/nginx/html", "/node_modules"];

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA052", "bind-mount", "files of the project mounted into a service, to be written", "They are not part of the release: a change takes effect at once and unreviewed, and a rollback does not take it back.")
        {
            Find = Binds,
            Bad = "web:\n  image: shop/web:1\n  volumes: [\"./src:/etc/shop\"]",
            Good = "web:\n  image: shop/web:1\n  volumes: [\"./src:/etc/shop:ro\"]",
        },
        new("GA054", "volume-over-program", "a volume over the image's program", "A volume is filled from the image once, when it is new. From then on it hides what later images bring: the release changes and the program does not.")
        {
            Find = Hides,
            Bad = "web:\n  image: shop/web:1\n  volumes: [\"data:/app\"]",
            Good = "web:\n  image: shop/web:1\n  volumes: [\"data:/app/uploads\"]",
        },
    ];

    private static IEnumerable<Finding> Binds(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from index in Enumerable.Range(0, service.Mounts.Count)
        let mount = service.Mounts[index]
        where mount.Kind == MountKind.Bind && (!mount.ReadOnly || mount.Source == app.ProjectDirectory)
        select new Finding($"services.{service.Name}.mounts.{index}", $"The files at '{Quote.Short(mount.Target)}' of '{service.Name}' are no part of the release, and a rollback does not take them back.",
            "Copy them into the image; use a named volume for data, or ':ro' for files that are only read.");

    private static IEnumerable<Finding> Hides(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from index in Enumerable.Range(0, service.Mounts.Count)
        let mount = service.Mounts[index]
        where mount is { Kind: MountKind.Volume, NoCopy: not true } && (Programs.Contains(mount.Target.TrimEnd('/')) || mount.Target.TrimEnd('/').EndsWith("/node_modules", StringComparison.Ordinal))
        select new Finding($"services.{service.Name}.mounts.{index}", $"The volume at '{Quote.Short(mount.Target)}' of '{service.Name}' hides what the next image brings there.", "Mount it at a directory that holds data alone.");
}
