using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class SecretRules
{
    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("lint.secret-in-file", "a secret written into the compose file", "The file is under version control: whoever can read the repository, now or later, has the secret.") { Find = Literal },
        new("lint.weak-secret", "a secret that everyone would guess", "Default passwords are the first that are tried.") { Find = Guessable },
    ];

    private static IEnumerable<Finding> Literal(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from name in service.Environment.Keys
        where SecretNames.Looks(name) && service.Environment[name].Length > 0 && facts.IsLiteral(service.Name, name)
        select new Finding($"services.{service.Name}.environment.{name}", $"'{Quote.Short(name)}' of '{service.Name}' looks like a secret, and its value stands in the file.",
            $"Write ${{{Quote.Short(name)}:?}} and set it in .env outside of version control; then change the secret, since it was seen.");

    private static IEnumerable<Finding> Guessable(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from name in service.Environment.Keys
        where SecretNames.Looks(name) && SecretNames.IsWeak(service.Environment[name]) && app.Environment is not ("dev" or "development" or "test")
        select new Finding($"services.{service.Name}.environment.{name}", $"'{Quote.Short(name)}' of '{service.Name}' has a value that is among the first to be tried.", "Set a long random value: openssl rand -hex 24");
}
