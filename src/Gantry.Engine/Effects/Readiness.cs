using Gantry.Control;
using Gantry.Engine.Probes;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Engine.Effects;

/// <summary>Tries whether replicas are ready: at once after the start, then at growing distances. One try a pass.</summary>
internal sealed class Readiness(IContainerEngine engine, IProber prober)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    /// <summary>Failing for less long is how starting looks.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Tries> _tries = new(StringComparer.Ordinal);

    private sealed record Tries(DateTimeOffset? Process, DateTimeOffset Since, int Count, DateTimeOffset? Said);

    /// <returns>What it answered instead, and when to try again; null and null when it is ready.</returns>
    public async ValueTask<(string? Why, TimeSpan? Again)> TryAsync(
        string key, Resource<ReplicaSpec, ReplicaStatus> replica, Container container, DateTimeOffset now, CancellationToken cancel)
    {
        var probe = replica.Spec.Probe;
        if (probe.Kind == ProbeKind.None)
        {
            lock (_tries)
            {
                // From when its process was first seen: the clock by which the engine says when it started may have been set since.
                var seen = _tries.GetValueOrDefault(key);
                if (seen is null || seen.Process != container.StartedAt) _tries[key] = seen = new Tries(container.StartedAt, now, 0, null);
                var left = probe.Settle - (now - seen.Since);
                return (null, left > TimeSpan.Zero ? left : null);
            }
        }
        var why = probe.Kind == ProbeKind.Exec
            ? await ExecAsync(container.Id, probe, cancel)
            : replica.Status?.Address is { } address ? await prober.ProbeAsync(probe, address, cancel) : "it has no address";
        if (why is null)
        {
            Forget(key);
            return (null, null);
        }
        lock (_tries)
        {
            var tries = _tries.GetValueOrDefault(key);
            if (tries is null || tries.Process != container.StartedAt) tries = new Tries(container.StartedAt, now, 0, null);
            _tries[key] = tries with { Count = tries.Count + 1 };
            var delay = First * Math.Pow(2, Math.Min(tries.Count, 10));
            return (why, delay < Longest ? delay : Longest);
        }
    }

    /// <summary>True now and then once it has failed for a while: each saying is a write.</summary>
    public bool WorthSaying(string key, DateTimeOffset now)
    {
        lock (_tries)
        {
            if (!_tries.TryGetValue(key, out var tries) || now - tries.Since < Patience || (tries.Said is { } said && now - said < SayEvery)) return false;
            _tries[key] = tries with { Said = now };
            return true;
        }
    }

    public void Forget(string key)
    {
        lock (_tries) _tries.Remove(key);
    }

    private async ValueTask<string?> ExecAsync(string container, ProbeDefinition probe, CancellationToken cancel)
    {
        var outcome = await engine.Containers.ExecAsync(container, probe.Command, probe.Timeout, cancel);
        return outcome switch
        {
            { Problem: { } problem } => problem.Message,
            { Value.ExitCode: 0 } => null,
            { Value.ExitCode: null } => $"its command did not end within {probe.Timeout.TotalSeconds:0.#} s",
            _ => $"its command ended with exit code {outcome.Value!.ExitCode}",
        };
    }
}
