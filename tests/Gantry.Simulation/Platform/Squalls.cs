using Gantry.Simulation.Machine;

namespace Gantry.Simulation.Platform;

/// <summary>
/// Faults that are at work in few runs each, and draw from streams of their own: one more of them changes nothing in the runs
/// that it does not strike.
/// </summary>
public sealed class Squalls(Room room)
{
    private TimeSpan _end;

    public void Begin(TimeSpan end)
    {
        _end = end;
        On(FaultKind.ControlPlanePaused, 15_000, r => Pause(FaultKind.ControlPlanePaused, room.Gantryd?.Process, r));
        On(FaultKind.EdgePaused, 15_000, r => Pause(FaultKind.EdgePaused, room.Edge.Life?.Process, r));
        On(FaultKind.DiskReadOnly, 20_000, r => While(FaultKind.DiskReadOnly, Some(r, 6000), on => room.DiskReadOnly = on));
        On(FaultKind.DiskSlow, 15_000, r => While(FaultKind.DiskSlow, Some(r, 8000), on => room.DiskSlow = on));
        On(FaultKind.ClockJumped, 20_000, Jump);
        On(FaultKind.EngineErrors, 20_000, r => While(null, Some(r, 4000), on => room.EngineTrouble.Errors = on));
        On(FaultKind.EngineFull, 15_000, r => While(null, Some(r, 6000), on => room.EngineTrouble.Full = on));
        On(FaultKind.ImageVanished, 20_000, r => While(null, Some(r, 4000), on => room.EngineTrouble.ImageGone = on));
        On(FaultKind.NetworkVanished, 20_000, LoseNetwork);
        On(FaultKind.AddressTaken, 8000, TakeAddress);
        On(FaultKind.ContainerVanished, 15_000, r => Ours(r, c => room.Engine.Vanish(c), FaultKind.ContainerVanished));
        On(FaultKind.ContainerPausedByHand, 15_000, r => Ours(r, c => room.Engine.Freeze(c, Some(r, 8000)), FaultKind.ContainerPausedByHand));
        On(FaultKind.SlowToStart, 15_000, r => While(FaultKind.SlowToStart, Some(r, 10_000), on => room.Engine.StartsLater = on ? Some(r, 5000) : TimeSpan.Zero));
        On(FaultKind.SlowToStop, 12_000, r => While(FaultKind.SlowToStop, Some(r, 10_000), on => room.Engine.Stubborn = on));
        On(FaultKind.ProbeFlaps, 12_000, r => While(null, Some(r, 8000), on => room.EngineTrouble.Flaps = on));
        On(FaultKind.EdgeDiskLost, 12_000, r => room.KillEdge(Some(r, 1500), forgets: true));
        On(FaultKind.EdgeDeaf, 15_000, r => While(FaultKind.EdgeDeaf, Some(r, 6000), on => room.EdgeFaults.Deaf = on));
        On(FaultKind.EdgeMute, 15_000, r => While(FaultKind.EdgeMute, Some(r, 6000), on => room.EdgeFaults.Mute = on));
        room.EngineTrouble.HangRate = Rate(FaultKind.EngineHangs, 0.004);
        room.EngineTrouble.LieRate = Rate(FaultKind.EngineLies, 0.3);
        room.EngineTrouble.StaleRate = Rate(FaultKind.EngineListStale, 0.3);
        room.EngineTrouble.ForgetRate = Rate(FaultKind.EngineForgets, 0.3);
        room.BusyRate = Rate(FaultKind.DatabaseBusy, 0.02);
        room.SyncFailRate = Rate(FaultKind.SyncFailed, 0.02);
        room.TornRate = Rate(FaultKind.TornWrite, 1);
        room.OldRecords = Rate(FaultKind.OldRecords, 1) > 0;
        room.TwiceRate = Rate(FaultKind.CommandTwice, 0.5);
    }

    public void End()
    {
        var trouble = room.EngineTrouble;
        (trouble.HangRate, trouble.LieRate, trouble.StaleRate, trouble.ForgetRate) = (0, 0, 0, 0);
        (room.BusyRate, room.SyncFailRate, room.TornRate, room.OldRecords) = (0, 0, 0, false);
        foreach (var over in _open.ToList()) over();
    }

    /// <summary>What ends what is going on.</summary>
    private readonly List<Action> _open = [];

    private bool Struck(FaultKind kind, out Random stream)
    {
        stream = room.Loop.Stream($"squall {kind}");
        return stream.Next(6) == 0 && room.Has(kind);
    }

    private double Rate(FaultKind kind, double most) => Struck(kind, out var stream) ? most * (0.2 + 0.8 * stream.NextDouble()) : 0;

    private void On(FaultKind kind, int average, Action<Random> strike)
    {
        if (Struck(kind, out var stream)) Again();

        void Again() => room.Loop.World.Schedule(TimeSpan.FromMilliseconds(stream.Next(2 * average)), () =>
        {
            if (room.Loop.Now >= _end) return;
            strike(stream);
            Again();
        });
    }

    private void While(FaultKind? kind, TimeSpan time, Action<bool> set)
    {
        if (kind is { } known) room.Strike(known);
        set(true);
        var over = false;
        void End()
        {
            if (over) return;
            over = true;
            set(false);
        }
        _open.Add(End);
        room.Loop.World.Schedule(time, End);
    }

    private void Pause(FaultKind kind, Loop.Incarnation? process, Random random)
    {
        if (process is { Dead: false, Paused: false }) While(kind, Some(random, 6000), process.Pause);
    }

    private void Jump(Random random)
    {
        if (room.ClockJumps++ > 0) return;
        var by = TimeSpan.FromHours(random.Next(2) == 0 ? 1 : -1);
        room.ClockSet++;
        While(FaultKind.ClockJumped, Some(random, 15_000), on => room.Loop.Skew += on ? by : -by);
    }

    private void LoseNetwork(Random random)
    {
        var networks = room.Engine.Networks.All.Where(n => n.Labels.GetValueOrDefault(Gantry.Engine.GantryLabels.Platform) == room.Platform.Id).ToList();
        if (networks.Count == 0 || room.Engine.Away) return;
        room.Strike(FaultKind.NetworkVanished);
        room.Engine.Restart(Some(random, 2000));
        room.Engine.Networks.Remove(networks[random.Next(networks.Count)].Id, room.Engine.Containers);
    }

    /// <summary>The very address that the platform would choose next.</summary>
    private void TakeAddress(Random random)
    {
        var networks = room.Engine.Networks.All.Where(n => n.Labels.GetValueOrDefault(Gantry.Engine.GantryLabels.Platform) == room.Platform.Id).ToList();
        if (networks.Count == 0 || room.Engine.Away) return;
        var network = networks[random.Next(networks.Count)];
        var prefix = network.Subnets[0][..network.Subnets[0].LastIndexOf('.')];
        var taken = room.Engine.Containers.Select(c => c.Order.Addresses.GetValueOrDefault(network.Name)).ToHashSet();
        var free = Enumerable.Range(2, 200).Select(n => $"{prefix}.{n}").First(a => !taken.Contains(a));
        if (room.Engine.Create(Neighbours.Order($"stranger-{room.Loop.Steps}", network.Name, free, new Dictionary<string, string>())).Value is not { } id) return;
        room.Strike(FaultKind.AddressTaken, free);
        room.Engine.Start(id);
        room.Loop.World.Schedule(Some(random, 5000), () => room.Engine.Remove(id, force: true));
    }

    private void Ours(Random random, Action<SimContainer> strike, FaultKind kind)
    {
        var all = room.Neighbours.Ours.Where(c => c is { Runs: true, Stopping: false, IsJob: false }).ToList();
        if (all.Count == 0 || room.Engine.Away) return;
        var victim = all[random.Next(all.Count)];
        room.Statistics.ContainersLost++;
        room.Strike(kind, victim.Name);
        room.Lose(victim);
        strike(victim);
    }

    private static TimeSpan Some(Random random, int most) => TimeSpan.FromMilliseconds(50 + random.Next(most));
}
