using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Rollouts;
using Gantry.Simulation.Machine;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Checks;

/// <summary>Invariants that hold at every moment: looked at whenever something happens that could break them.</summary>
public sealed class Guard
{
    private readonly Room _room;
    private readonly Outages _outages;

    public Guard(Room room, Outages outages)
    {
        (_room, _outages) = (room, outages);
        room.Engine.Started += OneOwner;
        room.Engine.Networks.VolumeRemoved += Discarded;
        room.EndAsked += Drained;
        room.EndAsked += StillWarm;
        room.Edge.Applied += Enough;
    }

    /// <summary>I2: never two owners of an exclusive volume.</summary>
    private void OneOwner(SimContainer started)
    {
        foreach (var volume in started.Order.Spec.Mounts.Where(m => m is { Kind: MountKind.Volume, ReadOnly: false }))
        {
            foreach (var other in _room.Engine.Containers.Where(c => c != started && c.Runs && c.Order.Spec.Mounts.Any(m => m.Source == volume.Source)))
                _room.Violate($"I2: {started.Name} and {other.Name} run at once on volume {volume.Source}");
        }
    }

    /// <summary>Data goes only where somebody has asked for it.</summary>
    private void Discarded(Volume volume)
    {
        var app = volume.Labels.GetValueOrDefault(GantryLabels.App, "");
        var asked = _room.Disk.Now.List<RolloutSpec, RolloutStatus>(Kinds.Rollout).Where(r => r.Spec.App == app).OrderBy(r => r.Spec.Number).TakeLast(2);
        if (!asked.Any(r => r.Spec.RemoveVolumes)) _room.Violate($"the volume {volume.Name} is removed and nobody asked for it");
    }

    /// <summary>A replica is ended only after the edge has let go of it and nothing is in flight.</summary>
    private void Drained(SimContainer container)
    {
        if (container.IsJob || !container.Listens) return;
        if (_room.InRotation(container.Replica)) _room.Violate($"{container.Name} is ended while the edge sends requests to it");
        else if (container.Younger(Outages.DrainTime) is > 0 and var busy) _room.Violate($"{container.Name} is ended with {busy} requests in flight");
    }

    /// <summary>What a rollout promised to keep warm is there for as long as it said, unless another rollout came.</summary>
    private void StillWarm(SimContainer container)
    {
        var world = _room.Disk.Now;
        if (world.Get<AppSpec, AppStatus>(ResourceNames.App("production", container.App)) is not { } app) return;
        if (Expectation.Last(world, app) is not { Status: { Phase: RolloutPhase.Live, EndedAt: { } ended } } last) return;
        var promised = last.Spec.Plan.Steps.OfType<RetireStep>().FirstOrDefault(s => s.Replicas.Contains(container.Replica) && s.After > TimeSpan.Zero);
        if (promised is not null && _room.ClockSet == 0 && _room.Gantryd?.Process.Time.GetUtcNow() < ended + promised.After - TimeSpan.FromSeconds(1))
            _room.Violate($"I3: {container.Name} was to be kept warm for {promised.After.TotalSeconds} s and is ended before");
    }

    /// <summary>I7: never fewer replicas than before or after the rollout, whichever is less.</summary>
    private void Enough()
    {
        if (_room.Edge.Life is not { } life) return;
        foreach (var service in Expectation.LiveServices(_room.Disk.Now).Where(s => !s.IsReplacedWhole && !_outages.IsOpen(s.Key)))
        {
            if (!life.Switch.Table.Routes.TryGetValue($"production/{service.Key}", out var route)) continue;
            var able = route.Backends.SelectMany(b => b.Replicas).Count(g => _room.Engine.At(g.Address.ToString()) is { Listens: true });
            if (able < service.Minimum && !_outages.IsOpen(service.Key)) _room.Violate($"I7: {able} replicas of {service.Key} can take requests, {service.Minimum} are the least");
        }
    }
}
