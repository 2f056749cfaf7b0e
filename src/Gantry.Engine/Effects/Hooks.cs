using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Engine.Effects;

/// <summary>Runs a replica's hooks, in their order. That they have run is recorded afterwards: a crash in between repeats them.</summary>
internal sealed class Hooks(IContainerEngine engine, TimeProvider time)
{
    /// <summary>What has failed is tried again after this, since what it needs may be a moment late.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    /// <summary>Whatever they take, the process has this long to stop by itself.</summary>
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(1);

    private const int Lines = 20;
    private const int Width = 500;

    /// <summary>True when those after the start are due for the process that runs.</summary>
    public static bool Due(ReplicaSpec spec, ReplicaStatus status, Container container) =>
        spec.Container.PostStart is { Count: > 0 } && status.PostStartDone != container.StartedAt;

    /// <returns>Null when all have succeeded.</returns>
    public ValueTask<Problem?> StartedAsync(ReplicaSpec spec, Container container, CancellationToken cancel) =>
        RunAsync(spec, "post_start", spec.Container.PostStart!, container, spec.ReadyWithin, cancel);

    /// <returns>What went wrong, if anything, and how long the process may still take to stop.</returns>
    public async ValueTask<(Problem? Problem, TimeSpan Grace)> StoppingAsync(ReplicaSpec spec, ReplicaStatus? status, Container container, CancellationToken cancel)
    {
        var grace = spec.Container.StopGracePeriod;
        if (spec.Container.PreStop is not { Count: > 0 } hooks || container.State != ContainerState.Running || status?.PreStopDone == container.StartedAt) return (null, grace);
        var since = time.GetTimestamp();
        var problem = await RunAsync(spec, "pre_stop", hooks, container, grace, cancel);
        var left = grace - time.GetElapsedTime(since);
        return (problem, left > LeastGrace ? left : LeastGrace);
    }

    private async ValueTask<Problem?> RunAsync(ReplicaSpec spec, string key, IReadOnlyList<HookDefinition> hooks, Container container, TimeSpan within, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        for (var i = 0; i < hooks.Count; i++)
        {
            var left = within - time.GetElapsedTime(since);
            var outcome = left > TimeSpan.Zero ? await engine.Containers.ExecAsync(container.Id, hooks[i], left, cancel) : new ExecResult(null, "");
            var how = outcome switch
            {
                { Problem: { } problem } => $"could not be run: {problem.Message}",
                { Value.ExitCode: 0 } => null,
                { Value.ExitCode: null } => $"did not end within {within.TotalSeconds:0.#} s",
                _ => $"ended with exit code {outcome.Value!.ExitCode}",
            };
            if (how is null) continue;
            return new Problem($"services.{spec.Service}.{key}[{i}]", EngineCodes.HookFailed, $"The hook {key}[{i}] of {spec.Service} {how.TrimEnd('.')}.",
                "Read what it wrote below, and mend its command or what it needs.") { Details = Last(outcome.Value?.Output ?? "") };
        }

        return null;
    }

    /// <summary>It is stored: no line may be endless.</summary>
    private static List<string> Last(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(Lines).Select(l => l.Length > Width ? l[..Width] + "…" : l.TrimEnd('\r'))];
}
