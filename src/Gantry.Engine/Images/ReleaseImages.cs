using System.Globalization;
using Gantry.Resources;
using Gantry.Resources.Platforms;

namespace Gantry.Engine.Images;

/// <summary>Keeps what a release runs, and what a rollback would need, from being pruned: a tag for each image of each release.</summary>
public sealed class ReleaseImages(IContainerEngine engine, PlatformIdentity platform)
{
    /// <returns>Null when it is kept from now on.</returns>
    public Task<Problem?> KeepAsync(string environment, string app, int release, string service, string imageId, CancellationToken cancel) =>
        engine.Images.TagAsync(imageId, Tag(environment, app, release, service), cancel);

    /// <summary>Lets go of every release of the app but these. What no name is left for is removed, unless a container has it.</summary>
    public async Task<IReadOnlyList<Problem>> KeepOnlyAsync(string environment, string app, IReadOnlySet<int> releases, CancellationToken cancel)
    {
        var problems = new List<Problem>();
        foreach (var tag in await engine.Images.TagsAsync(Prefix(environment, app), cancel))
        {
            if (int.TryParse(ImageName.Split(tag).Tag, CultureInfo.InvariantCulture, out var number) && releases.Contains(number)) continue;
            var image = await engine.Images.InspectAsync(tag, cancel);
            if (await engine.Images.UntagAsync(tag, cancel) is { } problem) problems.Add(problem);
            // What it was built from matters no longer when no release and no other name has it.
            var left = image?.Tags.Where(t => t != tag).ToList() ?? [];
            if (left.Count == 0 || !left.TrueForAll(t => t.StartsWith(ImageBuild.BuiltFrom, StringComparison.Ordinal))) continue;
            foreach (var built in left) await engine.Images.UntagAsync(built, cancel);
        }
        return problems;
    }

    public string Tag(string environment, string app, int release, string service) =>
        Prefix(environment, app) + string.Create(CultureInfo.InvariantCulture, $"{service}:{release}");

    /// <summary>What all tags of an app begin with. Slashes, so that no app's prefix is the beginning of another's.</summary>
    public string Prefix(string environment, string app) => $"gantry/{platform.Short}/{environment}/{app}/";
}
