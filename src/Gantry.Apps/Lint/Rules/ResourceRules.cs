using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class ResourceRules
{
    private const long Tiny = 12 << 20;

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA040", "no-memory-limit", "services without a memory limit", "One leak takes the memory of all the others; with a limit only the one that leaks is restarted.")
        {
            Find = NoLimit,
            Bad = "web:\n  image: shop/web:1",
            Good = "web:\n  image: shop/web:1\n  deploy: { resources: { limits: { memory: 256m } } }",
        },
        new("GA041", "tiny-memory-limit", "a memory limit that hardly anything fits into", "The engine takes less than 6 MB for a mistake and refuses to start it; a little more, and the kernel ends the process at its first request.")
        {
            Find = TinyLimit,
            Bad = "web:\n  image: shop/web:1\n  mem_limit: 6m",
            Good = "web:\n  image: shop/web:1\n  mem_limit: 64m",
        },
        new("GA043", "tmpfs-without-size", "a directory in memory without a limit", "It may grow to half of the machine's memory, which then all services lack.")
        {
            Find = Tmpfs,
            Bad = "web:\n  image: shop/web:1\n  tmpfs: /tmp",
            Good = "web:\n  image: shop/web:1\n  tmpfs: \"/tmp:size=64m\"",
        },
    ];

    /// <summary>One warning for all of them: it is one decision, and most files lack it everywhere.</summary>
    private static IEnumerable<Finding> NoLimit(AppDefinition app, ComposeFacts facts)
    {
        var without = app.Services.Where(s => s.Resources.MemoryBytes is null && !s.OneOff).Select(s => s.Name).ToList();
        if (without.Count == 0) yield break;
        var who = without.Count == 1 ? $"'{without[0]}' has no memory limit of its own." : $"{without.Count} services have no memory limit of their own: {Quote.Short(string.Join(", ", without))}.";
        yield return new Finding($"services.{without[0]}", who, "Set deploy.resources.limits.memory, somewhat above what it needs at its busiest.");
    }

    private static IEnumerable<Finding> TinyLimit(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.Resources.MemoryBytes is > 0 and < Tiny
        select new Finding($"services.{service.Name}", $"'{service.Name}' may use {service.Resources.MemoryBytes / 1024 / 1024} MB of memory, which is next to nothing.", "Measure what it needs at its busiest, and set somewhat more.");

    private static IEnumerable<Finding> Tmpfs(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from index in Enumerable.Range(0, service.Mounts.Count)
        where service.Mounts[index] is { Kind: MountKind.Tmpfs, SizeBytes: null }
        select new Finding($"services.{service.Name}.mounts.{index}", $"The directory '{Quote.Short(service.Mounts[index].Target)}' of '{service.Name}' is in memory and has no limit.", $"Write '{Quote.Short(service.Mounts[index].Target)}:size=64m'.");
}
