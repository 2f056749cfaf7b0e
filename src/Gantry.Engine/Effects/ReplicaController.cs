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
    /// <summary>While the engine is away. Its stream of events says when it is back.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    /// <summary>While somebody else is at work on the same container.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(200);

    private readonly Creation _creation = new(store, engine, platform);
    private readonly Readiness _readiness = new(engine, prober);
    private readonly ReplicaMemory _memory = new();
    private readonly SteadyTime _steady = new(time);
    private readonly Hooks _hooks = new(engine, time);

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
                var key = $"{environment}/{name}";
                if (seen.ExitCode is { } code) _memory.Ended(key, code);
                yield return key;
            }
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
    {
        try
        {
            return await PassAsync(key, ResourceNames.Replica(key[..key.IndexOf('/')], key[(key.IndexOf('/') + 1)..]), cancel);
        }
        catch (EngineUnavailableException)
        {
            return Away;
        }
    }

    private async ValueTask<TimeSpan?> PassAsync(string key, Key id, CancellationToken cancel)
    {
        if (store.Current.Get<ReplicaSpec, ReplicaStatus>(id) is null)
        {
            Forget(key);
            return null;
        }
        var container = await engine.Containers.InspectAsync(platform.Container(id.Scope, id.Name), cancel);
        // Read after the container was looked at: what is decided on is the newest wish.
        if (store.Current.Get<ReplicaSpec, ReplicaStatus>(id) is not { } replica) return null;
        var foreign = container is not null && !IsOf(container, id);
        if (foreign && replica.Spec.Wanted == Wanted.Running) return await FailedAsync(replica, NameTaken(container!), cancel);
        var verdict = ReplicaDecision.Decide(replica.Spec, replica.Status, foreign ? null : container, time.GetUtcNow(), _memory.LastExit(key));
        var status = verdict.Status;
        if (verdict.WantsLog && container is not null && status?.Problem is { } problem)
            status = status with { Problem = problem with { Details = await LogTail.ReadAsync(engine, container.Id, cancel) } };
        await RecordAsync(replica, status, verdict.Because, verdict.Repairs, cancel);
        return await PerformAsync(replica with { Status = status ?? replica.Status }, container, verdict, cancel) ?? verdict.Again;
    }

    /// <summary>Somebody may have given a container of their own this name.</summary>
    private bool IsOf(Container container, Key id) => container.Labels.GetValueOrDefault(GantryLabels.Platform) == platform.Id
        && container.Labels.GetValueOrDefault(GantryLabels.Environment) == id.Scope && container.Labels.GetValueOrDefault(GantryLabels.Replica) == id.Name;

    private static Problem NameTaken(Container container) => new(container.Name, EngineCodes.NameTaken,
        $"A container that is not Gantry's has the name {container.Name}.", "Remove or rename it; Gantry tries again by itself.");

    private void Forget(string key)
    {
        _readiness.Forget(key);
        _memory.Forget(key);
    }

    private async ValueTask<TimeSpan?> PerformAsync(
        Resource<ReplicaSpec, ReplicaStatus> replica, Container? container, ReplicaVerdict verdict, CancellationToken cancel)
    {
        switch (verdict.Action)
        {
            case ReplicaAction.Create:
                var created = await _creation.CreateAsync(replica, _memory.Avoided(KeyOf(replica.Key)), cancel);
                return created is { } failed ? await FailedAsync(replica, failed, cancel) : Succeeded(replica);
            case ReplicaAction.Start:
                if ((await _creation.DeliverAsync(replica, cancel)).Problem is { } undelivered) return await FailedAsync(replica, undelivered, cancel);
                if (await engine.Containers.StartAsync(container!.Id, cancel) is not { } problem) return Succeeded(replica);
                if (!Retries.NeedsAnother(problem)) return await FailedAsync(replica, problem, cancel);
                if (problem.Code == EngineCodes.AddressTaken) _memory.AvoidFromNowOn(KeyOf(replica.Key), replica.Status!.Addresses.Values);
                if (problem.Code == EngineCodes.NetworkMissing && replica.Status!.StartedAt is not null)
                    await RecordAsync(replica, replica.Status, "", "its network was gone; container and network are made again", cancel);
                return await ReplaceAsync(replica, container, cancel) ?? await FailedAsync(replica, problem, cancel);
            case ReplicaAction.Replace:
                return await ReplaceAsync(replica, container!, cancel) ?? TimeSpan.Zero;
            case ReplicaAction.Probe:
                return await ProbeAsync(replica, container!, cancel);
            case ReplicaAction.Remove:
                return await RemoveAsync(replica, container!, cancel);
            case ReplicaAction.Forget:
                Forget(KeyOf(replica.Key));
                if (replica.Spec.Container.Files is { Count: > 0 }) await engine.Deliveries.RemoveAsync(platform.Container(replica.Key.Scope, replica.Key.Name), cancel);
                await store.CommitAsync(new Transaction(Name, new Delete(replica.Key, "its container is gone")), cancel);
                return null;
            default:
                return null;
        }
    }

    private TimeSpan? Succeeded(Resource<ReplicaSpec, ReplicaStatus> replica)
    {
        _memory.Succeeded(KeyOf(replica.Key));
        return TimeSpan.Zero;
    }

    /// <returns>Null when it is gone and may be made again, with other addresses.</returns>
    private async ValueTask<TimeSpan?> ReplaceAsync(Resource<ReplicaSpec, ReplicaStatus> replica, Container container, CancellationToken cancel)
    {
        // Not by force: on its way to the engine the call may be overtaken by a start, and what runs by then has a right to its time to end.
        if (await engine.Containers.RemoveAsync(container.Id, force: false, cancel) is { } stays)
            return stays.Code == EngineCodes.Busy ? Busy : await FailedAsync(replica, stays, cancel);
        var blank = replica.Status! with { ContainerId = null, Addresses = new SortedDictionary<string, string>(StringComparer.Ordinal), Address = null };
        await RecordAsync(replica, blank, "to be made again", null, cancel);
        return null;
    }

    private async ValueTask<TimeSpan?> HooksAsync(Resource<ReplicaSpec, ReplicaStatus> replica, Container container, CancellationToken cancel)
    {
        var failure = await _hooks.StartedAsync(replica.Spec, container, cancel);
        var status = failure is null ? replica.Status! with { Phase = ReplicaPhase.Starting, Problem = null, PostStartDone = container.StartedAt }
            : replica.Status! with { Phase = ReplicaPhase.Failed, Problem = failure };
        await RecordAsync(replica, status, failure is null ? "its hooks have run" : "a hook failed", null, cancel);
        return failure is null ? TimeSpan.Zero : Hooks.Retry;
    }

    private async ValueTask<TimeSpan?> ProbeAsync(Resource<ReplicaSpec, ReplicaStatus> replica, Container container, CancellationToken cancel)
    {
        if (Hooks.Due(replica.Spec, replica.Status!, container)) return await HooksAsync(replica, container, cancel);
        var (why, again) = await _readiness.TryAsync(KeyOf(replica.Key), replica, container, _steady.GetUtcNow(), cancel);
        var status = replica.Status!;
        if (again is null)
        {
            await RecordAsync(replica, status with { Phase = ReplicaPhase.Ready, ReadyAt = time.GetUtcNow(), Problem = null }, "ready", null, cancel);
            return null;
        }
        if (why is not null && _readiness.WorthSaying(KeyOf(replica.Key), _steady.GetUtcNow()))
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
        if (container.State is ContainerState.Running or ContainerState.Restarting or ContainerState.Paused)
        {
            var (failure, grace) = await _hooks.StoppingAsync(replica.Spec, replica.Status, container, cancel);
            if (replica.Spec.Container.PreStop is { Count: > 0 })
                await RecordAsync(replica, replica.Status! with { PreStopDone = container.StartedAt, Problem = failure }, failure is null ? "its hooks have run" : "a hook failed; it is stopped all the same", null, cancel);
            if (await engine.Containers.StopAsync(container.Id, grace, cancel) is { } runs) return await FailedAsync(replica, runs, cancel);
        }
        return await engine.Containers.RemoveAsync(container.Id, force: true, cancel) is { } stays
            ? await FailedAsync(replica, stays, cancel)
            : TimeSpan.Zero;
    }

    private async ValueTask<TimeSpan?> FailedAsync(Resource<ReplicaSpec, ReplicaStatus> replica, Problem problem, CancellationToken cancel)
    {
        var (failed, again) = Retries.After(problem, _memory.Failed(KeyOf(replica.Key)));
        if (!failed) return again;
        var phase = replica.Spec.Wanted == Wanted.Absent ? ReplicaPhase.Stopping : ReplicaPhase.Failed;
        // Addresses may have been recorded since.
        var known = store.Current.Get<ReplicaSpec, ReplicaStatus>(replica.Key)?.Status ?? new ReplicaStatus();
        await RecordAsync(replica, known with { Phase = phase, Problem = problem }, problem.Code, null, cancel);
        return again;
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

    // Mostly nothing has changed and the two share what they consist of; writing both out to compare them is for the rest.
    private static bool Same(ReplicaStatus? a, ReplicaStatus b) => a is not null
        && (a == b || JsonSerializer.Serialize(a, GantryJson.Default.ReplicaStatus) == JsonSerializer.Serialize(b, GantryJson.Default.ReplicaStatus));

    private static string KeyOf(Key key) => $"{key.Scope}/{key.Name}";
}
