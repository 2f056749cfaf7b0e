using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class ProcessRules
{
    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA026", "command-in-one-item", "a command whose words are one item of a list", "Each item of a list is one word: the engine looks for a program that has the whole line for its name, and finds none.")
        {
            Find = OneItem,
            Bad = "web:\n  image: shop/web:1\n  command: [\"server --port 80\"]",
            Good = "web:\n  image: shop/web:1\n  command: [server, --port, \"80\"]",
        },
        new("GA030", "no-restart", "a service that stays down when it fails", "A crash at night lasts until somebody notices it.")
        {
            Find = NoRestart,
            Bad = "web:\n  image: shop/web:1\n  restart: \"no\"",
            Good = "web:\n  image: shop/web:1\n  restart: unless-stopped",
        },
        new("GA035", "runs-as-root", "a service that is told to run as root", "Whoever takes over the process is root in the container, one fault of the kernel away from being root outside of it.")
        {
            Find = Root,
            Bad = "web:\n  image: shop/web:1\n  user: root",
            Good = "web:\n  image: shop/web:1\n  user: \"10001:10001\"",
        },
        new("GA036", "many-capabilities", "more of root's rights than one", "Each capability is a part of root's rights. A program that needs several of them is rarely one that should face the network.")
        {
            Find = Capabilities,
            Bad = "web:\n  image: shop/web:1\n  cap_add: [CHOWN, SETUID, NET_BIND_SERVICE]",
            Good = "web:\n  image: shop/web:1\n  cap_add: [NET_BIND_SERVICE]",
        },
        new("GA045", "single-replica", "a routed service of which there is only one", "While it is started again after a crash, nobody answers. A second replica takes over at once.")
        {
            Find = Single,
            Severity = Severity.Note,
            Bad = "web:\n  image: shop/web:1\n  x-gantry: { route: { path: / }, probe: { path: / } }",
            Good = "web:\n  image: shop/web:1\n  deploy: { replicas: 2 }\n  x-gantry: { route: { path: / }, probe: { path: / } }",
        },
    ];

    private static IEnumerable<Finding> OneItem(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        // Behind an entrypoint it may be the argument that was meant.
        from key in service.Entrypoint is { Count: > 0 } entrypoint ? new[] { (Name: "entrypoint", Words: entrypoint) } : [(Name: "command", Words: service.Command ?? [])]
        where key.Words is [var line] && line.Trim().Any(char.IsWhiteSpace) && !line.Contains('\n')
        select new Finding($"services.{service.Name}.{key.Name}", $"'{key.Name}' of '{service.Name}' is a list of one item that holds several words.", "Write each word as an item, or the whole line as a text without brackets.");

    private static IEnumerable<Finding> NoRestart(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where !service.OneOff && service.Restart == RestartPolicy.No
        select new Finding($"services.{service.Name}.restart", $"'{service.Name}' is not started again when it fails.", "Remove 'restart: no'; for a job, let another service wait for it with service_completed_successfully.");

    private static IEnumerable<Finding> Root(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.User?.Split(':')[0] is "root" or "0"
        select new Finding($"services.{service.Name}.user", $"'{service.Name}' is told to run as root.", "Remove 'user' if the image has a user of its own, or name a number above 1000 that owns what it writes to.");

    private static IEnumerable<Finding> Capabilities(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        let added = service.Settings?.Isolation?.CapAdd ?? []
        where added.Count > 1
        select new Finding($"services.{service.Name}.cap_add", $"'{service.Name}' gets {added.Count} further rights of root: {Quote.Short(string.Join(", ", added))}.", "Keep those that it fails without, one at a time.");

    private static IEnumerable<Finding> Single(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        // One that owns a volume cannot have a second.
        where service is { Routes.Count: > 0, Replicas: 1, OneOff: false } && (service.Rollout.SharesVolumes || !service.Mounts.Any(m => m.Kind == MountKind.Volume && !m.ReadOnly))
        select new Finding($"services.{service.Name}", $"There is one replica of '{service.Name}': while it is down, nobody answers.", "Write 'deploy: {replicas: 2}' if it keeps nothing in memory that the other would need.");
}
