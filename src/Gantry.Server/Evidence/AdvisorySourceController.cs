using System.Runtime.CompilerServices;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Trust;
using Gantry.Trust.Advisories;
using Gantry.Trust.Decisions.Fetching;

namespace Gantry.Server.Evidence;

/// <summary>Fetches advisories from where somebody said, as often as they said. What comes is imported; the judging sees the file change.</summary>
internal sealed class AdvisorySourceController(IResourceStore store, AdvisoryFetch fetch, TimeProvider time) : IController
{
    /// <summary>One after the other: each changes a copy of the same file.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    public string Name => "advisories";

    public IEnumerable<string> AllKeys(World world) => world.List(Kinds.AdvisorySource).Select(s => s.Key.Name);

    public IEnumerable<string> KeysFor(ResourceEvent change, World world) => change.Key.Kind == Kinds.AdvisorySource && change.Type == EventType.Spec ? [change.Key.Name] : [];

    public async IAsyncEnumerable<string> OutsideAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
    {
        if (Known(key) is not { } known) return null;
        if (FetchSchedule.Wait(known.Spec, known.Status, time.GetUtcNow()) is var wait && wait > TimeSpan.Zero) return wait;
        await _turn.WaitAsync(cancel);
        try
        {
            var status = await fetch.RunAsync(known.Spec, known.Status, cancel);
            while (Known(key) is { } now && now.Spec.Url == known.Spec.Url)
            {
                var put = new PutStatus(now.Key, status, Because(status), now.Version);
                if ((await store.CommitAsync(new Transaction(Name, put), cancel)).Committed) return FetchSchedule.Wait(now.Spec, status, time.GetUtcNow());
            }

            return TimeSpan.Zero;
        }
        finally
        {
            _turn.Release();
        }
    }

    private Resource<AdvisorySourceSpec, AdvisorySourceStatus>? Known(string key) => store.Current.Get<AdvisorySourceSpec, AdvisorySourceStatus>(ResourceNames.AdvisorySource(key));

    private static string Because(AdvisorySourceStatus status) => status.Problem is { } problem ? $"not fetched: {problem.Message}"
        : status.Changed == status.Fetched ? $"{status.Records} records fetched" : "nothing new";
}
