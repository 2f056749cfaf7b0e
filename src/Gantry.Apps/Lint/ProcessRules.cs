using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class ProcessRules
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh"];
    private static readonly string[] Starters = ["npm", "yarn", "pnpm", "npx"];

    /// <summary>Settings that turn on debuggers, reloading and verbose errors, with the values that do it.</summary>
    private static readonly SortedDictionary<string, string[]> Development = new(StringComparer.Ordinal)
    {
        ["NODE_ENV"] = ["development", "dev"], ["RAILS_ENV"] = ["development"], ["RACK_ENV"] = ["development"], ["APP_ENV"] = ["local", "dev", "development"],
        ["FLASK_ENV"] = ["development"], ["FLASK_DEBUG"] = ["1", "true", "True"], ["DJANGO_DEBUG"] = ["1", "true", "True"], ["APP_DEBUG"] = ["1", "true"],
        ["ASPNETCORE_ENVIRONMENT"] = ["Development"], ["DOTNET_ENVIRONMENT"] = ["Development"], ["GIN_MODE"] = ["debug"],
    };

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("lint.shell-swallows-signal", "a shell or script runner between the engine and the program", "SIGTERM ends at the shell, which does not pass it on: the program never hears that it should stop, and is killed in the middle of its work.") { Find = Swallows },
        new("lint.shell-syntax", "a command with a shell's operators and no shell", "Compose splits a command into words and runs no shell: '&&', '|' and '>' are passed to the program as arguments.") { Find = Syntax },
        new("lint.no-grace", "a service that is killed almost at once", "Requests and jobs that are under way are cut off with every release.") { Find = NoGrace },
        new("lint.no-restart", "a service that stays down when it fails", "A crash at night lasts until somebody notices it.") { Find = NoRestart },
        new("lint.no-memory-limit", "services without a memory limit", "One leak takes the memory of all the others; with a limit only the one that leaks is restarted.") { Find = NoMemoryLimit },
        new("lint.development-setting", "development settings in production", "Debuggers and verbose errors show outsiders what they should not see, and make the program slow.") { Find = Debugging },
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

    private static IEnumerable<Finding> NoRestart(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where !service.OneOff && service.Restart == RestartPolicy.No
        select new Finding($"services.{service.Name}.restart", $"'{service.Name}' is not started again when it fails.", "Remove 'restart: no'; for a job, let another service wait for it with service_completed_successfully.");

    /// <summary>One warning for all of them: it is one decision, and most files lack it everywhere.</summary>
    private static IEnumerable<Finding> NoMemoryLimit(AppDefinition app, ComposeFacts facts)
    {
        var without = app.Services.Where(s => s.Resources.MemoryBytes is null && !s.OneOff).Select(s => s.Name).ToList();
        if (without.Count == 0) yield break;
        var who = without.Count == 1 ? $"'{without[0]}' has no memory limit of its own." : $"{without.Count} services have no memory limit of their own: {Quote.Short(string.Join(", ", without))}.";
        yield return new Finding($"services.{without[0]}", who, "Set deploy.resources.limits.memory, somewhat above what it needs at its busiest.");
    }

    private static IEnumerable<Finding> Debugging(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where app.Environment is "production" or "prod" or "staging"
        from setting in Development
        where service.Environment.TryGetValue(setting.Key, out var value) && setting.Value.Contains(value)
        select new Finding($"services.{service.Name}.environment.{setting.Key}", $"'{setting.Key}' of '{service.Name}' is a development setting, and this is '{app.Environment}'.",
            $"Write ${{{setting.Key}:-…}} with the value for production, and set it where one develops.");
}
