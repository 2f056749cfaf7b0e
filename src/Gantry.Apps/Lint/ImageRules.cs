using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class ImageRules
{
    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("lint.image-tag", "an image without a fixed version", "The next release may get another program under the same name, and nobody decided it. A release itself is pinned, and a rollback gets the old image back.") { Find = Tags },
        new("lint.build-arg-secret", "a build argument that looks like a secret", "Build arguments stay in the image's history, where everyone who has the image can read them.") { Find = BuildSecrets },
    ];

    private static IEnumerable<Finding> Tags(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services.Where(s => s.Build is null && s.Image is not null))
        {
            if (ImageName.Parse(service.Image!) is not { Digest: null } image || image.Tag is not (null or "latest")) continue;
            yield return new Finding($"services.{service.Name}.image", $"The image of '{service.Name}' has {(image.Tag is null ? "no tag" : "the tag 'latest'")}: what it is changes with time.",
                $"Write a version, such as '{Quote.Short(image.Name)}:1.2', or a digest.");
        }
    }

    private static IEnumerable<Finding> BuildSecrets(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from name in service.Build?.Args.Keys ?? []
        where SecretNames.Looks(name)
        select new Finding($"services.{service.Name}.build.args.{name}", $"The build argument '{Quote.Short(name)}' of '{service.Name}' looks like a secret, and stays in the image.", "Fetch what needs it before the build, and copy it into the context.");
}
