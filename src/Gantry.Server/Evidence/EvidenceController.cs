using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Images;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Evidence;

/// <summary>
/// Judges again what runs and what a rollback would run whenever the advisories are other ones, and forgets images that no release needs.
/// There is one key: what bills have in common is judged once for all of them.
/// </summary>
internal sealed partial class EvidenceController(IResourceStore store, ImageEvidence evidence, TimeProvider time, ILogger log) : IController
{
    private const string All = "all";

    /// <summary>So often files that nothing names are looked for.</summary>
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    /// <summary>So many at once, that a transaction stays small.</summary>
    private const int AtOnce = 200;

    private long? _swept;

    public string Name => ImageJudging.Actor;

    public IEnumerable<string> AllKeys(World world) => [All];

    public IEnumerable<string> KeysFor(ResourceEvent change, World world) => (change.Key.Kind, change.Type) switch
    {
        (Kinds.Image, EventType.Spec) or (Kinds.Release, EventType.Deleted) => [All],
        _ => [],
    };

    /// <summary>The advisories' file gets another in its place (gantry advisories import). Without such events it is looked at with each resync.</summary>
    public async IAsyncEnumerable<string> OutsideAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        Directory.CreateDirectory(evidence.Advisories.Folder);
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watcher = new FileSystemWatcher(evidence.Advisories.Folder, evidence.Advisories.File) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        watcher.Renamed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Created += (_, _) => changes.Writer.TryWrite(true);
        watcher.Changed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Error += (_, error) => changes.Writer.TryComplete(error.GetException());
        watcher.EnableRaisingEvents = true;
        // What came before it watched.
        yield return All;
        await foreach (var _ in changes.Reader.ReadAllAsync(cancel)) yield return All;
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var world = store.Current;
        var needed = NeededImages.Of(world);
        var judged = await evidence.Judging.RunAsync([.. needed.Select(name => new Key(Kinds.Image, "", name))], cancel);
        if (judged > 0) Judged(judged, (long)time.GetElapsedTime(began).TotalMilliseconds);
        var again = await ForgetAsync(world, needed, cancel);
        if (_swept is null || time.GetElapsedTime(_swept.Value) > SweepEvery) Sweep();
        return again ? TimeSpan.Zero : null;
    }

    /// <returns>True where there are more.</returns>
    private async Task<bool> ForgetAsync(World world, HashSet<string> needed, CancellationToken cancel)
    {
        var before = time.GetUtcNow() - ImageEvidence.Grace;
        var gone = world.List<ImageSpec, ImageStatus>(Kinds.Image).Where(i => !needed.Contains(i.Key.Name) && i.Spec.Seen < before && !evidence.IsPlannedWith(i.Key.Name)).Take(AtOnce).ToList();
        if (gone.Count == 0) return false;
        // Whoever has released something with one of them meanwhile keeps it.
        var forget = new Transaction(Name, [.. gone.Select(i => new Delete(i.Key, "no release needs it any more", i.Version))]) { Basis = new Basis(Kinds.Release, world.Revision) };
        if (!(await store.CommitAsync(forget, cancel)).Committed) return true;
        foreach (var image in gone) evidence.Forget(image.Key.Name);
        return gone.Count == AtOnce;
    }

    private void Sweep()
    {
        try
        {
            _swept = time.GetTimestamp();
            evidence.Folder.Sweep(NeededImages.Evidence(store.Current), time.GetUtcNow() - ImageEvidence.Grace);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            NotSwept(failure.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Images} images were judged by the newest advisories in {Milliseconds} ms")]
    private partial void Judged(int images, long milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "evidence that nothing needs could not be cleared away: {Why}")]
    private partial void NotSwept(string why);
}
