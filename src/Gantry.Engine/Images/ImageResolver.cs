using Gantry.Engine.Bases;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Registries;

namespace Gantry.Engine.Images;

/// <summary>From what a service says of its image to an image by its id: fetched or built where it is missing, found where it is not.</summary>
public sealed class ImageResolver
{
    private readonly FileHashes _files;
    private readonly ImageFetch _fetch;
    private readonly ImageBuild _build;

    /// <param name="cacheFile">Where hashes of files are kept: <c>cache/files</c> under the platform's home.</param>
    public ImageResolver(IContainerEngine engine, IBaseImages bases, string cacheFile, TimeProvider time)
    {
        _files = new FileHashes(cacheFile, time);
        _fetch = new ImageFetch(engine, bases);
        _build = new ImageBuild(engine, _fetch, _files);
    }

    /// <param name="refresh">Fetch and build again even where nothing seems to have changed.</param>
    /// <param name="progress">Called when a stage begins, with an empty text, and for each line of its output. Perhaps from another thread.</param>
    /// <param name="logins">Who to be at registries; null: nobody.</param>
    /// <returns>Its place is the key of the compose file that the problem is about, or a line of the Dockerfile.</returns>
    /// <exception cref="EngineUnavailableException">The engine does not answer.</exception>
    public async Task<Outcome<ResolvedImage>> ResolveAsync(
        ServiceDefinition service, AppDefinition app, bool refresh, Action<PlanProgress> progress, CancellationToken cancel, IRegistryLogins? logins = null)
    {
        var stages = new Stages(service.Name, progress);
        logins ??= GivenLogins.None;
        if (service.Build is { } build)
        {
            var name = ImageName.WithTag(service.Image ?? $"{app.Name}-{service.Name}");
            var built = await _build.RunAsync($"services.{service.Name}.build", name, build with { Platform = build.Platform ?? service.Platform }, refresh, stages, logins, cancel);
            _files.Save();
            return built.Succeeded ? built.Require() with { FromBuild = true } : built;
        }
        var image = service.Image ?? throw new ArgumentException($"{service.Name} has neither image nor build.", nameof(service));
        var found = await _fetch.RunAsync(image, refresh || service.PullPolicy == "always", stages, logins, cancel, service.Platform, service.PullPolicy == "never");
        if (found.Problem is { } problem) return problem with { Place = $"services.{service.Name}.image" };
        return ResolvedImage.From(found.Require(), image, built: false);
    }
}

/// <summary>Says of one service how far its image is.</summary>
internal sealed class Stages(string service, Action<PlanProgress> progress)
{
    /// <returns>What takes the stage's lines.</returns>
    public Action<string> Begin(string stage)
    {
        progress(new PlanProgress(service, stage, ""));
        return line => progress(new PlanProgress(service, stage, line));
    }
}
