using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Control;
using Gantry.Engine.Decisions;
using Gantry.Engine.Probes;
using Gantry.Resources;
using Gantry.Resources.Platforms;
using Gantry.Resources.Replicas;

namespace Gantry.Engine.Effects;

/// <summary>Makes containers match replicas. The key is <c>environment/name</c>.</summary>
public sealed class ReplicaController(
    IResourceStore store, IContainerEngine engine, IProber prober, PlatformIdentity platform, TimeProvider time) : IController
{
    /// <summary>After a failure that is not the platform's: the next try, so that what is mended outside is noticed.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>While somebody else is at work on the same container.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(200);

    private readonly Creation _creation = new(store, engine, platform);
    private readonly Readiness _readiness = new(engine, prober);

    public string Name => "engine";

    public IEnumerable<string> AllKeys(World world) => world.List(Kinds.Replica).Select(r => KeyOf(r.Key));

    // Its own writes of status bring nothing new.
    public IEnumerable<string> KeysFor(ResourceEvent change, World world) =>
        change.Key.Kind == Kinds.Replica && change.Type == EventType.Spec ? [KeyOf(change.Key)] : [];

    public async IAsyncEnumerable<string> OutsideAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var seen in engine.EventsAsync(platform.Id, cancel))
        {
            if (seen.Type == EngineEventType.Resync)
            {
                foreach (var key in AllKeys(store.Current)) yield return key;
            }
            else if (seen.Labels.TryGetValue(GantryLabels.Replica, out var name) && seen.Labels.TryGetValue(GantryLabels.Environment, out var environment))
            {
                yield return $"{environment}/{name}";
            }
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
    {
        var id = ResourceNames.Replica(key[..key.IndexOf('/')], key[(key.IndexOf('/') + 1)..]);
        if (store.Current.Get<ReplicaSpec, ReplicaStatus>(id) is null)
        {
            _readiness.Forget(key);
            return null;
        }
        var container = await engine.Containers.InspectAsync(platform.Container(id.Scope, id.Name), cancel);
        // Read after the container was looked at: what is decided on is the newest wish.
        if (store.Current.Get<ReplicaSpec, ReplicaStatus>(id) is not { } replica) return null;
        var verdict = ReplicaDecision.Decide(replica.Spec, replica.Status, container, time.GetUtcNow());
        var status = verdict.Status;
        if (verdict.WantsLog && container is not null && status?.Problem is { } problem)
            status = status with { Problem = problem with { Details = await LogTail.ReadAsync(engine, container.Id, cancel) } };
        await RecordAsync(replica, status, verdict.Because, verdict.Repairs, cancel);
        return await PerformAsync(replica with { Status = status ?? replica.Status }, container, verdict, cancel) ?? verdict.Again;
    }

    private async ValueTask<TimeSpan?> PerformAsync(
        Resource<ReplicaSpec, ReplicaStatus> replica, Container? container, ReplicaVerdict verdict, CancellationToken cancel)
    {
        switch (verdict.Action)
        {
            case ReplicaAction.Create:
                return await _creation.CreateAsync(replica, cancel) is { } failed ? await FailedAsync(replica, failed, cancel) : TimeSpan.Zero;
            case ReplicaAction.Start:
                if (await engine.Containers.StartAsync(container!.Id, cancel) is not { } problem) return TimeSpan.Zero;
                if (problem.Code != EngineCodes.NetworkMissing) return await FailedAsync(replica, problem, cancel);
                await RecordAsync(replica, replica.Status, "", "its network was gone; container and network are made again", cancel);
                goto case ReplicaAction.Replace;
            case ReplicaAction.Replace:
                if (await engine.Containers.RemoveAsync(container!.Id, force: true, cancel) is { } stays)
                    return stays.Code == EngineCodes.Busy ? Busy : await FailedAsync(replica, stays, cancel);
                var blank = replica.Status! with { ContainerId = null, Addresses = new SortedDictionary<string, string>(StringComparer.Ordinal), Address = null };
                await RecordAsync(replica, blank, "to be made again", null, cancel);
                return TimeSpan.Zero;
            case ReplicaAction.Probe:
                return await ProbeAsync(replica, container!, cancel);
            case ReplicaAction.Remove:
                return await RemoveAsync(replica, container!, cancel);
            case ReplicaAction.Forget:
                _readiness.Forget(KeyOf(replica.Key));
                await store.CommitAsync(new Transaction(Name, new Delete(replica.Key, "its container is gone")), cancel);
                return null;
            default:
                return null;
        }
    }

    private async ValueTask<TimeSpan?> ProbeAsync(Resource<ReplicaSpec, ReplicaStatus> replica, Container container, CancellationToken cancel)
    {
        var (why, again) = await _readiness.TryAsync(KeyOf(replica.Key), replica, container, time.GetUtcNow(), cancel);
        var status = replica.Status!;
        if (again is null)
        {
            await RecordAsync(replica, status with { Phase = ReplicaPhase.Ready, ReadyAt = time.GetUtcNow(), Problem = null }, "ready", null, cancel);
            return null;
        }
        if (why is not null && _readiness.WorthSaying(KeyOf(replica.Key), time.GetUtcNow()))
        {
            var problem = new Problem(replica.Spec.Service, "replica.not-ready", $"Its probe fails: {why}.", "Read its last lines; see that it listens where the probe asks.")
            {
                Details = await LogTail.ReadAsync(engine, container.Id, cancel),
            };
            await RecordAsync(replica, status with { Problem = problem }, "not ready yet", null, cancel);
        }
        return again;
    }

    private async ValueTask<TimeSpan?> RemoveAsync(Resource<ReplicaSpec, ReplicaStatus> replica, Container container, CancellationToken cancel)
    {
        if (container.State is ContainerState.Running or ContainerState.Restarting or ContainerState.Paused
            && await engine.Containers.StopAsync(container.Id, replica.Spec.Container.StopGracePeriod, cancel) is { } runs)
        {
            return await FailedAsync(replica, runs, cancel);
        }
        return await engine.Containers.RemoveAsync(container.Id, force: true, cancel) is { } stays
            ? await FailedAsync(replica, stays, cancel)
            : TimeSpan.Zero;
    }

    private async ValueTask<TimeSpan?> FailedAsync(Resource<ReplicaSpec, ReplicaStatus> replica, Problem problem, CancellationToken cancel)
    {
        var phase = replica.Spec.Wanted == Wanted.Absent ? ReplicaPhase.Stopping : ReplicaPhase.Failed;
        // Addresses may have been recorded since.
        var known = store.Current.Get<ReplicaSpec, ReplicaStatus>(replica.Key)?.Status ?? new ReplicaStatus();
        await RecordAsync(replica, known with { Phase = phase, Problem = problem }, problem.Code, null, cancel);
        return Retry;
    }

    private async ValueTask RecordAsync(
        Resource<ReplicaSpec, ReplicaStatus> replica, ReplicaStatus? status, string because, string? repairs, CancellationToken cancel)
    {
        var changes = new List<Change>();
        if (repairs is not null) changes.Add(new Remark(replica.Key, $"repaired: {repairs}"));
        var stored = store.Current.Get<ReplicaSpec, ReplicaStatus>(replica.Key);
        if (stored is not null && status is not null && !Same(stored.Status, status)) changes.Add(new PutStatus(replica.Key, status, because));
        if (changes.Count > 0) await store.CommitAsync(new Transaction(Name, changes), cancel);
    }

    private static bool Same(ReplicaStatus? a, ReplicaStatus b) => a is not null
        && JsonSerializer.Serialize(a, GantryJson.Default.ReplicaStatus) == JsonSerializer.Serialize(b, GantryJson.Default.ReplicaStatus);

    private static string KeyOf(Key key) => $"{key.Scope}/{key.Name}";
}
