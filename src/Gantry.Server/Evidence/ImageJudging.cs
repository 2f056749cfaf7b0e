using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Images;
using Gantry.Trust.Evidence;

namespace Gantry.Server.Evidence;

/// <summary>Writes what is thought of images, by the newest advisories and from their kept bills: no layer is pulled for it.</summary>
internal sealed class ImageJudging(IResourceStore store, EvidenceFolder evidence, AdvisoryView advisories, TimeProvider time)
{
    public const string Actor = "trust";

    /// <summary>So many are flushed and stored together.</summary>
    private const int Batch = 128;

    /// <summary>Each time some of a batch were changed by somebody else meanwhile.</summary>
    private const int Attempts = 5;

    /// <summary>Whether it has a bill and no judgement by the advisories of now.</summary>
    public static bool IsDue(ImageSpec spec, ImageStatus? status, string snapshot) => spec.Bill is not null && status?.Judgement?.Snapshot != snapshot;

    /// <returns>How many were judged. Those whose bill is gone are not.</returns>
    public async Task<int> RunAsync(IReadOnlyList<Key> images, CancellationToken cancel)
    {
        if (advisories.State() is not { } state || !Due(images, state.Snapshot).Any()) return 0;
        using var database = advisories.Open();
        if (database is null) return 0;
        var judge = new BillJudge(evidence, database);
        var judged = 0;
        foreach (var batch in images.Chunk(Batch))
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var (contents, changes) = Judged(judge, Due(batch, database.Snapshot));
                if (changes.Count == 0) break;
                cancel.ThrowIfCancellationRequested();
                evidence.Keep(contents);
                if (!(await store.CommitAsync(new Transaction(Actor, changes), cancel)).Committed) continue;
                judged += changes.Count;
                break;
            }
        }

        return judged;
    }

    private (List<byte[]> Contents, List<Change> Changes) Judged(BillJudge judge, IEnumerable<Resource<ImageSpec, ImageStatus>> images)
    {
        var (contents, changes) = (new List<byte[]>(), new List<Change>());
        foreach (var image in images)
        {
            if (judge.Of(image.Spec, image.Status, time.GetUtcNow()) is not { Problem: null } made) continue;
            contents.Add(made.Value.Content);
            changes.Add(new PutStatus(image.Key, made.Value.Status, image.Status?.Judgement is null ? "judged by what is known of its packages" : "judged again: the advisories have changed", image.Version));
        }

        return (contents, changes);
    }

    private IEnumerable<Resource<ImageSpec, ImageStatus>> Due(IEnumerable<Key> images, string snapshot)
    {
        var world = store.Current;
        return images.Select(world.Get<ImageSpec, ImageStatus>).OfType<Resource<ImageSpec, ImageStatus>>().Where(i => IsDue(i.Spec, i.Status, snapshot));
    }
}
