using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>What helps where one develops, and hurts where people rely on it.</summary>
internal static class DevelopmentRules
{
    /// <summary>Settings that turn on debuggers, reloading and verbose errors, with the values that do it.</summary>
    private static readonly SortedDictionary<string, string[]> Settings = new(StringComparer.Ordinal)
    {
        ["NODE_ENV"] = ["development", "dev"], ["RAILS_ENV"] = ["development"], ["RACK_ENV"] = ["development"], ["APP_ENV"] = ["local", "dev", "development"],
        ["FLASK_ENV"] = ["development"], ["FLASK_DEBUG"] = ["1", "true", "True"], ["DJANGO_DEBUG"] = ["1", "true", "True"], ["APP_DEBUG"] = ["1", "true"],
        ["ASPNETCORE_ENVIRONMENT"] = ["Development"], ["DOTNET_ENVIRONMENT"] = ["Development"], ["GIN_MODE"] = ["debug"],
    };

    private static readonly string[] Servers =
    [
        "nodemon", "ts-node-dev", "--reload", "runserver", "artisan serve", "webpack-dev-server", "webpack serve", "next dev", "nuxt dev", "flask run", "dotnet watch", "vite dev",
        "npm run dev", "npm run start:dev", "yarn dev", "yarn run dev", "pnpm dev", "pnpm run dev", "ng serve",
    ];

    private static readonly string[] Debuggers = ["--inspect=0.0.0.0", "--inspect-brk", "-agentlib:jdwp", "-Xrunjdwp", "debugpy", "--remote-debugging-address=0.0.0.0", "dlv exec", "dlv debug"];
    private static readonly string[] Options = ["NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "JAVA_OPTS", "JDK_JAVA_OPTIONS"];
    private static readonly string[] Levels = ["LOG_LEVEL", "LOGLEVEL", "RUST_LOG", "LOGGING_LEVEL_ROOT", "Logging__LogLevel__Default", "DEBUG_LEVEL"];

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA031", "development-setting", "development settings in production", "Debuggers and verbose errors show outsiders what they should not see, and make the program slow.")
        {
            Find = Setting,
            Bad = "web:\n  image: shop/web:1\n  environment: { NODE_ENV: development }",
            Good = "web:\n  image: shop/web:1\n  environment: { NODE_ENV: \"${NODE_ENV:-production}\" }",
        },
        new("GA032", "development-server", "a server that is made for developing", "Servers that reload and explain themselves serve one request at a time, show their sources when they fail, and stop without finishing.")
        {
            Find = Server,
            Bad = "web:\n  image: shop/web:1\n  command: python manage.py runserver 0.0.0.0:8000",
            Good = "web:\n  image: shop/web:1\n  command: gunicorn shop.wsgi -b 0.0.0.0:8000",
        },
        new("GA033", "open-debugger", "a debugger that waits for anybody", "Whoever reaches a debugger's port runs any code in the process.")
        {
            Find = Debugger,
            Bad = "web:\n  image: shop/web:1\n  command: [node, \"--inspect=0.0.0.0:9229\", server.js]",
            Good = "web:\n  image: shop/web:1\n  command: [node, server.js]",
        },
        new("GA034", "debug-log", "a log that says everything", "Logs at this level hold requests and their secrets, fill disks, and hide the line that matters.")
        {
            Find = Verbose,
            Severity = Severity.Note,
            Bad = "web:\n  image: shop/web:1\n  environment: { LOG_LEVEL: debug }",
            Good = "web:\n  image: shop/web:1\n  environment: { LOG_LEVEL: info }",
        },
    ];

    private static bool Counts(AppDefinition app) => app.Environment is "production" or "prod" or "staging";

    private static IEnumerable<Finding> Setting(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where Counts(app)
        from setting in Settings
        where service.Environment.TryGetValue(setting.Key, out var value) && setting.Value.Contains(value)
        select new Finding($"services.{service.Name}.environment.{setting.Key}", $"'{setting.Key}' of '{service.Name}' is a development setting, and this is '{app.Environment}'.",
            $"Write ${{{setting.Key}:-…}} with the value for production, and set it where one develops.");

    private static IEnumerable<Finding> Server(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where Counts(app)
        from key in Keys(service)
        let found = Servers.FirstOrDefault(d => $" {key.Line} ".Contains($" {d} ", StringComparison.Ordinal) || (d == "nodemon" && key.Line.Contains("/nodemon ", StringComparison.Ordinal)))
        where found is not null
        select new Finding($"services.{service.Name}.{key.Name}", $"'{service.Name}' is run by a development server ('{found}').", "Run it by a server that is made for production, and keep this one for developing.");

    private static IEnumerable<Finding> Debugger(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where Counts(app)
        from line in Keys(service).Concat(Options.Where(service.Environment.ContainsKey).Select(o => (Name: $"environment.{o}", Line: service.Environment[o])))
        let found = Debuggers.FirstOrDefault(d => line.Line.Contains(d, StringComparison.Ordinal))
        where found is not null
        select new Finding($"services.{service.Name}.{line.Name}", $"'{service.Name}' opens a debugger ('{found}').", "Remove it here; where it is needed, let it listen on 127.0.0.1 alone.");

    private static IEnumerable<Finding> Verbose(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where Counts(app)
        from name in Levels
        where service.Environment.TryGetValue(name, out var level) && level.ToUpperInvariant() is "DEBUG" or "TRACE" or "ALL" or "SILLY"
        select new Finding($"services.{service.Name}.environment.{name}", $"'{Quote.Short(name)}' of '{service.Name}' asks for everything to be logged.", "Write 'info', and raise it while you look for something.");

    private static IEnumerable<(string Name, string Line)> Keys(ServiceDefinition service) =>
        new[] { ("entrypoint", service.Entrypoint), ("command", service.Command) }.Where(k => k.Item2 is { Count: > 0 }).Select(k => (k.Item1, string.Join(' ', k.Item2!)));
}
