using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>How a process ends. Every release ends some.</summary>
internal static class StopRules
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh"];
    private static readonly string[] Starters = ["npm", "yarn", "pnpm", "npx"];

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA020", "shell-swallows-signal", "a shell or script runner between the engine and the program", "SIGTERM ends at the shell, which does not pass it on: the program never hears that it should stop, and is killed in the middle of its work.")
        {
            Find = Swallows,
            Bad = "web:\n  image: shop/web:1\n  command: [sh, -c, \"migrate && server\"]",
            Good = "web:\n  image: shop/web:1\n  command: [sh, -c, \"migrate && exec server\"]",
        },
        new("GA021", "shell-syntax", "a command with a shell's operators and no shell", "Compose splits a command into words and runs no shell: '&&', '|' and '>' are passed to the program as arguments.")
        {
            Find = Syntax,
            Bad = "web:\n  image: shop/web:1\n  command: migrate && server",
            Good = "web:\n  image: shop/web:1\n  command: [sh, -c, \"migrate && exec server\"]",
        },
        new("GA022", "no-grace", "a service that is killed almost at once", "Requests and jobs that are under way are cut off with every release.")
        {
            Find = NoGrace,
            Bad = "web:\n  image: shop/web:1\n  stop_grace_period: 1s",
            Good = "web:\n  image: shop/web:1\n  stop_grace_period: 20s",
        },
        new("GA023", "long-grace", "a service that may take minutes to stop", "A rollout that has to wait for the end of the old process, such as that of a service with a volume, waits as long; so does taking it back.")
        {
            Find = LongGrace,
            Bad = "worker:\n  image: shop/worker:1\n  stop_grace_period: 20m",
            Good = "worker:\n  image: shop/worker:1\n  stop_grace_period: 60s",
        },
        new("GA024", "store-short-grace", "a store that may be killed while it writes", "A store that is cut off has to recover at its next start, which takes longer than a clean stop would have taken; some lose what they wrote last.")
        {
            Find = StoreGrace,
            Bad = "db:\n  image: postgres:17\n  volumes: [\"data:/var/lib/postgresql/data\"]",
            Good = "db:\n  image: postgres:17\n  stop_grace_period: 1m\n  volumes: [\"data:/var/lib/postgresql/data\"]",
        },
        new("GA025", "killed-without-notice", "a stop signal that no process can hear", "SIGKILL ends a process between two instructions: nothing is finished, nothing is saved.")
        {
            Find = Killed,
            Bad = "web:\n  image: shop/web:1\n  stop_signal: SIGKILL",
            Good = "web:\n  image: shop/web:1\n  stop_signal: SIGTERM",
        },
    ];

    private static IEnumerable<Finding> Swallows(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services.Where(s => !s.OneOff))
        {
            var key = service.Entrypoint is { Count: > 0 } ? "entrypoint" : "command";
            var words = (service.Entrypoint is { Count: > 0 } entry ? entry.Concat(service.Command ?? []) : service.Command ?? []).ToList();
            if (words.Count == 0) continue;
            var program = Path.GetFileName(words[0]);
            if (Shells.Contains(program) && words is [_, "-c" or "-ec" or "-lc", var script, ..] && !script.Contains("exec ", StringComparison.Ordinal))
                yield return new Finding($"services.{service.Name}.{key}", $"The shell that starts '{service.Name}' does not pass SIGTERM on to the program.", "Write 'exec' before the last program of the script, or name the program without a shell.");
            else if (Starters.Contains(program))
                yield return new Finding($"services.{service.Name}.{key}", $"'{service.Name}' is started by {program}, which does not pass SIGTERM on reliably.", "Name the program itself, such as [\"node\", \"server.js\"].");
        }
    }

    private static IEnumerable<Finding> Syntax(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from key in new[] { "command", "entrypoint" }
        where facts.HasShellSyntax($"services.{service.Name}.{key}")
        where !(key == "command" && service.Entrypoint is { Count: > 0 } entry && Shells.Contains(Path.GetFileName(entry[0])))
        select new Finding($"services.{service.Name}.{key}", $"'{key}' of '{service.Name}' has a shell's operators, and no shell reads them.", "Write [\"sh\", \"-c\", \"…\"], with 'exec' before the last program.");

    private static IEnumerable<Finding> NoGrace(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where !service.OneOff && service.StopGracePeriod < TimeSpan.FromSeconds(2)
        select new Finding($"services.{service.Name}.stop_grace_period", $"'{service.Name}' has {service.StopGracePeriod.TotalSeconds:0.#} s to stop before it is killed.", "Give it as long as its longest request takes; a process that stops sooner is not waited for.");

    private static IEnumerable<Finding> LongGrace(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.StopGracePeriod > Long
        select new Finding($"services.{service.Name}.stop_grace_period", $"'{service.Name}' may take {service.StopGracePeriod.TotalMinutes:0} minutes to stop.", "Let it give back unfinished work when it is asked to stop, and take less time.");

    private static IEnumerable<Finding> StoreGrace(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where KnownImages.StoreDirectory(service) is not null && service.StopGracePeriod < Enough && service.StopGracePeriod >= TimeSpan.FromSeconds(2)
        select new Finding($"services.{service.Name}{(facts.Has($"services.{service.Name}.stop_grace_period") ? ".stop_grace_period" : "")}",
            $"'{service.Name}' is killed when it has not stopped after {service.StopGracePeriod.TotalSeconds:0} s, written or not.", "Write 'stop_grace_period: 1m'; it takes only as long as it needs.");

    private static IEnumerable<Finding> Killed(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.StopSignal is "SIGKILL" or "KILL" or "9"
        select new Finding($"services.{service.Name}.stop_signal", $"'{service.Name}' is stopped by SIGKILL, which it cannot hear.", "Remove 'stop_signal', or name the signal on which the program stops in good order.");
}
