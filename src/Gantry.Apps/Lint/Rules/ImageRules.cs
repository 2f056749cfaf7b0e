using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class ImageRules
{
    /// <summary>Tags that are moved on with every build.</summary>
    private static readonly string[] Moving = ["stable", "main", "master", "edge", "nightly", "dev", "develop", "canary", "rolling", "lts", "current", "mainline", "head", "unstable", "next", "beta", "rc"];

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA001", "image-tag", "an image without a fixed version", "The next release may get another program under the same name, and nobody decided it. A release itself is pinned, and a rollback gets the old image back.")
        {
            Find = Tags,
            Bad = "web:\n  image: nginx",
            Good = "web:\n  image: nginx:1.27",
        },
        new("GA002", "moving-tag", "a tag that is moved on", "A tag such as 'stable' or 'main' names another program every few weeks; with the next release it comes along unasked.")
        {
            Find = MovingTags,
            Bad = "web:\n  image: nginx:stable-alpine",
            Good = "web:\n  image: nginx:1.27-alpine",
        },
        new("GA003", "build-arg-secret", "a build argument that looks like a secret", "Build arguments stay in the image's history, where everyone who has the image can read them.")
        {
            Find = BuildSecrets,
            Bad = "web:\n  build:\n    context: src\n    args: { NPM_TOKEN: \"${NPM_TOKEN:-x}\" }",
            Good = "web:\n  build: src",
        },
    ];

    private static IEnumerable<Finding> Tags(AppDefinition app, ComposeFacts facts)
    {
        foreach (var (service, image) in Images(app))
        {
            if (image.Tag is not (null or "latest")) continue;
            yield return new Finding($"services.{service.Name}.image", $"The image of '{service.Name}' has {(image.Tag is null ? "no tag" : "the tag 'latest'")}: what it is changes with time.",
                $"Write a version, such as '{Quote.Short(image.Name)}:1.2', or a digest.");
        }
    }

    private static IEnumerable<Finding> MovingTags(AppDefinition app, ComposeFacts facts) =>
        from pair in Images(app)
        where pair.Image.Tag is { } tag and not "latest" && (Moving.Contains(tag.Split('-')[0]) || !tag.Any(char.IsAsciiDigit))
        select new Finding($"services.{pair.Service.Name}.image", $"The tag '{Quote.Short(pair.Image.Tag!)}' of '{pair.Service.Name}' is moved to another image now and then.", "Write the version that you mean.");

    private static IEnumerable<(ServiceDefinition Service, ImageName Image)> Images(AppDefinition app) =>
        from service in app.Services
        where service.Build is null && service.Image is not null
        let image = ImageName.Parse(service.Image!)
        where image is { Digest: null }
        select (service, image);

    private static IEnumerable<Finding> BuildSecrets(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from name in service.Build?.Args.Keys ?? []
        where SecretNames.Looks(name)
        select new Finding($"services.{service.Name}.build.args.{name}", $"The build argument '{Quote.Short(name)}' of '{service.Name}' looks like a secret, and stays in the image.", "Fetch what needs it before the build, and copy it into the context.");
}
