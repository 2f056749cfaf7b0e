using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class SecretRules
{
    /// <summary>Settings that turn a password prompt off, with the values that do it.</summary>
    private static readonly SortedDictionary<string, string[]> Open = new(StringComparer.Ordinal)
    {
        ["POSTGRES_HOST_AUTH_METHOD"] = ["trust"], ["MYSQL_ALLOW_EMPTY_PASSWORD"] = ["yes", "1", "true"], ["MARIADB_ALLOW_EMPTY_ROOT_PASSWORD"] = ["yes", "1", "true"],
        ["ALLOW_EMPTY_PASSWORD"] = ["yes", "1", "true"], ["xpack.security.enabled"] = ["false"], ["ALLOW_ANONYMOUS_LOGIN"] = ["yes", "1", "true"], ["GF_AUTH_ANONYMOUS_ENABLED"] = ["true"],
    };

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA004", "secret-in-file", "a secret written into the compose file", "The file is under version control: whoever can read the repository, now or later, has the secret.")
        {
            Find = Literal,
            Bad = "web:\n  image: shop/web:1\n  environment: { API_TOKEN: f3b1c09d2a }",
            Good = "web:\n  image: shop/web:1\n  environment: { API_TOKEN: \"${API_TOKEN:-}\" }",
        },
        new("GA005", "weak-secret", "a secret that everyone would guess", "Default passwords are the first that are tried.")
        {
            Find = Guessable,
            Bad = "db:\n  image: shop/db:1\n  environment: { DB_PASSWORD: \"${DB_PASSWORD:-changeme}\" }",
            Good = "db:\n  image: shop/db:1\n  environment: { DB_PASSWORD: \"${DB_PASSWORD:-}\" }",
        },
        new("GA006", "secret-in-command", "a secret on a command line", "Command lines are shown to everybody: in process lists, in what the engine tells of its containers, in plans.")
        {
            Find = InCommand,
            Bad = "cache:\n  image: shop/cache:1\n  command: [\"cache-server\", \"--requirepass\", \"${CACHE_PASSWORD:-x}\"]",
            Good = "cache:\n  image: shop/cache:1\n  command: [\"cache-server\", \"/run/cache.conf\"]",
        },
        new("GA007", "secret-in-url", "a password inside an address", "The address is written to logs and error messages whole, and with it the password.")
        {
            Find = InUrl,
            Bad = "web:\n  image: shop/web:1\n  environment: { DATABASE_URL: \"postgres://shop:f3b1c09d@db/shop\" }",
            Good = "web:\n  image: shop/web:1\n  environment: { DATABASE_URL: \"postgres://shop@db/shop\", PGPASSFILE: /run/secrets/pgpass }",
        },
        new("GA008", "no-authentication", "a store that lets everybody in", "One service of the app that is taken over has all data of the others.")
        {
            Find = Unlocked,
            Bad = "db:\n  image: shop/db:1\n  environment: { POSTGRES_HOST_AUTH_METHOD: trust }",
            Good = "db:\n  image: shop/db:1\n  environment: { POSTGRES_PASSWORD_FILE: /run/secrets/db }",
        },
    ];

    private static IEnumerable<Finding> Literal(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from name in service.Environment.Keys
        where SecretNames.Looks(name) && service.Environment[name].Length > 0 && !SecretNames.IsSwitch(service.Environment[name]) && facts.IsLiteral(service.Name, name)
        select new Finding($"services.{service.Name}.environment.{name}", $"'{Quote.Short(name)}' of '{service.Name}' looks like a secret, and its value stands in the file.",
            $"Write ${{{Quote.Short(name)}:?}} and set it in .env outside of version control; then change the secret, since it was seen.");

    private static IEnumerable<Finding> Guessable(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from name in service.Environment.Keys
        where SecretNames.Looks(name) && SecretNames.IsWeak(service.Environment[name]) && app.Environment is not ("dev" or "development" or "test")
        select new Finding($"services.{service.Name}.environment.{name}", $"'{Quote.Short(name)}' of '{service.Name}' has a value that is among the first to be tried.", "Set a long random value: openssl rand -hex 24");

    private static IEnumerable<Finding> InCommand(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services)
        {
            foreach (var (key, words) in new[] { ("command", service.Command), ("entrypoint", service.Entrypoint) })
            {
                if (words is not null && Option(words) is { } option)
                    yield return new Finding($"services.{service.Name}.{key}", $"'{Quote.Short(option)}' on the command line of '{service.Name}' hands over a secret that everybody can see there.", "Hand it over in a file (compose's 'secrets') or in a variable that the program reads.");
            }
        }
    }

    private static string? Option(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal)) continue;
            var option = words[i].Split('=', 2);
            var value = option.Length == 2 ? option[1] : i + 1 < words.Count && !words[i + 1].StartsWith('-') ? words[i + 1] : "";
            if (value.Length > 0 && (SecretNames.Looks(option[0].TrimStart('-')) || option[0] == "--requirepass")) return option[0];
        }

        return null;
    }

    private static IEnumerable<Finding> InUrl(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from name in service.Environment.Keys
        where facts.IsLiteral(service.Name, name) && HasPassword(service.Environment[name])
        select new Finding($"services.{service.Name}.environment.{name}", $"The address in '{Quote.Short(name)}' of '{service.Name}' has a password in it.", "Hand the password over by itself, in a file or from a variable.");

    private static bool HasPassword(string value)
    {
        var from = value.IndexOf("://", StringComparison.Ordinal);
        if (from < 0) return false;
        var authority = value[(from + 3)..].Split('/', 2)[0];
        return authority.LastIndexOf('@') is var at and > 0 && authority[..at].IndexOf(':') is var colon and >= 0 && colon < at - 1;
    }

    private static IEnumerable<Finding> Unlocked(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from setting in Open
        where service.Environment.TryGetValue(setting.Key, out var value) && setting.Value.Contains(value, StringComparer.OrdinalIgnoreCase)
        select new Finding($"services.{service.Name}.environment.{setting.Key}", $"'{setting.Key}' lets everybody who reaches '{service.Name}' in without a password.", "Remove it and set a password.");
}
