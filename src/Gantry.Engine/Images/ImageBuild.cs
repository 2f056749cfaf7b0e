using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Registries;

namespace Gantry.Engine.Images;

/// <summary>Builds an image, unless one was built from exactly the same.</summary>
internal sealed class ImageBuild(IContainerEngine engine, ImageFetch fetch, FileHashes files)
{
    /// <summary>
    /// The tag says what an image was built from. A label would be inherited by whatever starts from that image, and would
    /// make two images of what builds to the same.
    /// </summary>
    public const string BuiltFrom = "gantry/built:";

    public async Task<Outcome<ResolvedImage>> RunAsync(
        string place, string name, BuildDefinition build, bool refresh, Stages stages, IRegistryLogins logins, CancellationToken cancel)
    {
        var read = BuildContext.Read(place, build);
        if (read.Problem is { } unreadable) return unreadable;
        var context = read.Require();

        var bases = new List<string>();
        foreach (var from in Dockerfile.Bases(context.DockerfileText, build.Args))
        {
            var found = await fetch.RunAsync(from.Image, refresh || build.Pull == true, stages, logins, cancel, build.Platform);
            if (found.Problem is { } missing)
            {
                return missing with
                {
                    Place = $"{context.DockerfilePath}:{from.Line}",
                    Message = $"The base image {from.Image} cannot be had: {missing.Message}",
                };
            }
            bases.Add(found.Require().Id);
        }
        var hash = Hash(place, build, context, bases);
        if (hash.Problem is { } unhashed) return unhashed;
        var tag = BuiltFrom + hash.Require()[..40];
        if (!refresh && await engine.Images.InspectAsync(tag, cancel) is { } there)
        {
            foreach (var known in (build.Tags ?? []).Prepend(name))
            {
                if (await NamedAsync(there, known, cancel) is { } refused) return refused;
            }
            return ResolvedImage.From(there, name, built: false);
        }

        var output = stages.Begin("build");
        var made = await engine.Images.BuildAsync(new BuildOrder
        {
            Context = (stream, token) => ContextTar.WriteAsync(context.Entries, stream, token),
            Dockerfile = context.Dockerfile,
            Args = build.Args,
            Target = build.Target,
            Tags = [tag, name, .. build.Tags ?? []],
            Labels = build.Labels ?? new SortedDictionary<string, string>(StringComparer.Ordinal),
            CacheFrom = build.CacheFrom ?? [],
            Platform = build.Platform,
            Surroundings = build.Surroundings,
            Logins = logins.All(),
            WithoutCache = refresh || build.NoCache == true,
        }, output, cancel);
        if (made.Problem is { } failed) return failed with { Place = Placed(place, context, failed.Place) };
        return await engine.Images.InspectAsync(made.Require(), cancel) is { } image ? ResolvedImage.From(image, name, built: true)
            : new Problem(place, EngineCodes.BuildFailed, $"{name} was built and is gone again.", "Run the command again.");
    }

    private Outcome<string> Hash(string place, BuildDefinition build, BuildContext context, List<string> bases)
    {
        try
        {
            return ContentHash.Of(context, build, bases, files);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return BuildContext.Unreadable(place, e.Message);
        }
    }

    /// <summary>The name may have gone to another image since.</summary>
    private async Task<Problem?> NamedAsync(EngineImage image, string name, CancellationToken cancel) =>
        image.Tags.Contains(name) ? null : await engine.Images.TagAsync(image.Id, name, cancel);

    /// <summary>The engine knows the Dockerfile by its path in the context only, with a line perhaps.</summary>
    private static string Placed(string place, BuildContext context, string engine) =>
        engine.StartsWith(context.Dockerfile, StringComparison.Ordinal) ? context.DockerfilePath + engine[context.Dockerfile.Length..] : place;
}
