using System.Globalization;
using System.Runtime.CompilerServices;
using Gantry.Control;
using Gantry.Engine.Images;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;
using Gantry.Resources.Releases;

namespace Gantry.Engine.Effects;

/// <summary>Keeps the images of releases that a rollback may want out of the reach of pruning, and lets go of older ones. The key is <c>environment/app</c>.</summary>
public sealed class ImageController(IResourceStore store, IContainerEngine engine, PlatformIdentity platform) : IController
{
    /// <summary>How many releases back images are kept; the live one and the one before always are.</summary>
    public const int Kept = 10;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    private readonly ReleaseImages _images = new(engine, platform);

    public string Name => "images";

    public IEnumerable<string> AllKeys(World world) => world.List(Kinds.App).Select(a => $"{a.Key.Scope}/{a.Key.Name}");

    public IEnumerable<string> KeysFor(ResourceEvent change, World world) => change.Key.Kind == Kinds.Release
        ? [$"{change.Key.Scope}/{change.Key.Name[..change.Key.Name.LastIndexOf('.')]}"]
        : [];

    public async IAsyncEnumerable<string> OutsideAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
    {
        var (environment, app) = (key[..key.IndexOf('/')], key[(key.IndexOf('/') + 1)..]);
        var releases = store.Current.List(Kinds.Release, environment, app).Select(r => r.SpecAs<ReleaseSpec>()).OrderByDescending(r => r.Number).ToList();
        var status = (AppStatus?)store.Current.Get(ResourceNames.App(environment, app))?.Status;
        var kept = releases.Take(Kept).Concat(releases.Where(r => r.Number == status?.Live || r.Number == status?.Previous)).DistinctBy(r => r.Number).ToList();
        var tagged = (await engine.Images.TagsAsync(_images.Prefix(environment, app), cancel)).ToHashSet(StringComparer.Ordinal);
        var done = true;
        foreach (var release in kept)
        {
            foreach (var service in release.Services.Where(s => !tagged.Contains(_images.Tag(environment, app, release.Number, s.Name))))
                done &= await _images.KeepAsync(environment, app, release.Number, service.Name, service.ImageId, cancel) is null;
        }
        if (tagged.Any(t => !kept.Any(r => t.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{r.Number}"), StringComparison.Ordinal))))
            done &= (await _images.KeepOnlyAsync(environment, app, kept.Select(r => r.Number).ToHashSet(), cancel)).Count == 0;
        return done ? null : Retry;
    }
}
