using System.Runtime.CompilerServices;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;

namespace Gantry.Engine.Effects;

/// <summary>Removes what carries the platform's label and belongs to nothing any more: containers, networks, discarded volumes.</summary>
/// <remarks>It always asks the engine first and the store second: what is made meanwhile has its resource by then.</remarks>
public sealed class CollectionController(IResourceStore store, IContainerEngine engine, PlatformIdentity platform) : IController
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>Each is said once, however often its removal has to be tried.</summary>
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public string Name => "collection";

    public IEnumerable<string> AllKeys(World world) => ["all"];

    public IEnumerable<string> KeysFor(ResourceEvent change, World world) => change.Key.Kind switch
    {
        Kinds.Replica or Kinds.Route when change.Type == EventType.Deleted => ["all"],
        Kinds.App when change.Type == EventType.Spec => ["all"],
        _ => [],
    };

    public async IAsyncEnumerable<string> OutsideAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var seen in engine.EventsAsync(platform.Id, cancel))
        {
            // What has its resource is none of its business: a sweep for each container that is made would be for nothing.
            if (seen.Type == EngineEventType.Resync
                || (seen.Type is EngineEventType.Created or EngineEventType.Started && store.Current.Get(KeyOf(seen.Labels, seen.Name)) is null)) yield return "all";
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
    {
        try
        {
            var done = await ContainersAsync(cancel);
            done &= await NetworksAsync(cancel);
            done &= await VolumesAsync(cancel);
            await DeliveriesAsync(cancel);
            return done ? null : Retry;
        }
        catch (EngineUnavailableException)
        {
            // Its stream of events says when it is back.
            return Retry;
        }
    }

    private async ValueTask<bool> ContainersAsync(CancellationToken cancel)
    {
        var done = true;
        foreach (var container in await engine.Containers.ListAsync(platform.Id, cancel))
        {
            var key = KeyOf(container.Labels, container.Name);
            if (store.Current.Get(key) is not null) continue;
            // A replica is forgotten after its container is gone: one that was listed just before that is no orphan.
            if (await engine.Containers.InspectAsync(container.Id, cancel) is null) continue;
            if (_said.Add(container.Id)) await store.CommitAsync(new Transaction(Name, new Remark(key, "repaired: its container belonged to nothing and is removed")), cancel);
            done &= await engine.Containers.StopAsync(container.Id, Grace, cancel) is null
                && await engine.Containers.RemoveAsync(container.Id, force: true, cancel) is null;
        }
        return done;
    }

    /// <summary>Left by a process that ended between two steps.</summary>
    private async ValueTask DeliveriesAsync(CancellationToken cancel)
    {
        var left = await engine.Deliveries.ListAsync(cancel);
        if (left.Count == 0) return;
        var wanted = store.Current.List(Kinds.Replica).Select(r => platform.Container(r.Key.Scope, r.Key.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var container in left.Where(c => !wanted.Contains(c))) await engine.Deliveries.RemoveAsync(container, cancel);
    }

    private async ValueTask<bool> NetworksAsync(CancellationToken cancel)
    {
        var done = true;
        foreach (var network in await engine.Networks.ListAsync(cancel))
        {
            if (network.Labels.GetValueOrDefault(GantryLabels.Platform) == platform.Id && !InUse(network.Labels))
                done &= await engine.Networks.RemoveAsync(network.Id, cancel) is null;
        }
        return done;
    }

    private async ValueTask<bool> VolumesAsync(CancellationToken cancel)
    {
        if (!store.Current.List<AppSpec, AppStatus>(Kinds.App).Any(a => a.Spec.DiscardVolumes)) return true;
        var done = true;
        foreach (var volume in await engine.Volumes.ListAsync(platform.Id, cancel))
        {
            var (environment, app) = (volume.Labels.GetValueOrDefault(GantryLabels.Environment, ""), volume.Labels.GetValueOrDefault(GantryLabels.App, ""));
            if (store.Current.Get(ResourceNames.App(environment, app))?.Spec is AppSpec { DiscardVolumes: true } && !InUse(volume.Labels))
                done &= await engine.Volumes.RemoveAsync(volume.Name, cancel) is null;
        }
        return done;
    }

    private static Key KeyOf(IReadOnlyDictionary<string, string> labels, string name) => ResourceNames.Replica(
        labels.GetValueOrDefault(GantryLabels.Environment, ""), labels.GetValueOrDefault(GantryLabels.Replica, name));

    private bool InUse(IReadOnlyDictionary<string, string> labels)
    {
        var (environment, app) = (labels.GetValueOrDefault(GantryLabels.Environment, ""), labels.GetValueOrDefault(GantryLabels.App, ""));
        return store.Current.List(Kinds.Replica, environment, app).Any() || store.Current.List(Kinds.Route, environment, app).Any();
    }
}
