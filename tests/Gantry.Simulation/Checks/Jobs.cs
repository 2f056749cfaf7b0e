using Gantry.Control;
using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Rollouts;
using Gantry.Simulation.Machine;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Checks;

/// <summary>A one-off runs once for each release that brings it, and before what depends on it.</summary>
public sealed class Jobs
{
    private readonly Room _room;
    private readonly Dictionary<string, (int Starts, int? Exit)> _jobs = new(StringComparer.Ordinal);

    public Jobs(Room room)
    {
        _room = room;
        room.Engine.Started += Once;
        room.Engine.Started += First;
        room.Engine.Happened += Ended;
    }

    /// <summary>How one-offs of this name have ended; null when none has.</summary>
    public int? Exit(string replica) => _jobs.GetValueOrDefault(replica).Exit;

    /// <summary>What is wrong with the one-offs of a rollout that is live.</summary>
    public IEnumerable<string> WrongWith(World world, RolloutSpec rollout)
    {
        var steps = rollout.Plan.Steps.OfType<JobStep>().ToList();
        foreach (var job in steps.Where(j => Exit(j.Replica.Name) is not 0))
            yield return $"is live and its one-off {job.Replica.Name} ended with {Exit(job.Replica.Name)?.ToString() ?? "nothing"}";
        if (rollout is not { Reason: RolloutReason.Up, To: { } to } || Release(world, rollout, to) is not { } release) yield break;
        if (rollout.From is { } from && Release(world, rollout, from)?.Fingerprint == release.Fingerprint) yield break;
        foreach (var service in release.Definition.Services.Where(s => s.OneOff && steps.All(j => j.Replica.Service != s.Name)))
            yield return $"is live and its one-off {service.Name} was not run";
    }

    private static ReleaseSpec? Release(World world, RolloutSpec rollout, int number) =>
        world.Get(ResourceNames.Release(rollout.Environment, rollout.App, number))?.SpecAs<ReleaseSpec>();

    private void Once(SimContainer started)
    {
        if (!started.IsJob) return;
        var (starts, exit) = _jobs.GetValueOrDefault(started.Replica);
        _jobs[started.Replica] = (starts + 1, exit);
        if (starts > 0) _room.Violate($"the one-off {started.Replica} was run {starts + 1} times");
    }

    private void First(SimContainer started)
    {
        var world = _room.Disk.Now;
        if (started.IsJob || world.Get<AppSpec, AppStatus>(ResourceNames.App("production", started.App)) is not { } app) return;
        if (Expectation.Running(world, app) is not { Spec.To: { } to } rollout || rollout.Status?.Phase == RolloutPhase.Undoing) return;
        if (rollout.Spec.Plan.Steps.OfType<StartStep>().SelectMany(s => s.Replicas).All(r => r.Name != started.Replica || r.Release != to)) return;
        var needs = Release(world, rollout.Spec, to)?.Definition.Services.FirstOrDefault(s => s.Name == started.Service)?.DependsOn ?? [];
        foreach (var job in rollout.Spec.Plan.Steps.OfType<JobStep>().Select(j => j.Replica))
        {
            if (needs.Any(n => n.Service == job.Service && n.Condition == DependencyCondition.CompletedSuccessfully) && Exit(job.Name) is not 0)
                _room.Violate($"{started.Name} is started before {job.Name}, which it depends on, has succeeded");
        }
    }

    private void Ended(EngineEvent e)
    {
        if (e.Type == EngineEventType.Died && _room.Engine.Find(e.Name) is { IsJob: true } job)
            _jobs[job.Replica] = _jobs.GetValueOrDefault(job.Replica) with { Exit = e.ExitCode };
    }
}
