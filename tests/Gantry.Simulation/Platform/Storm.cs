namespace Gantry.Simulation.Platform;

/// <summary>Which faults strike in a run, and when. Half of the kinds are at work in each; some runs have none at all.</summary>
public sealed class Storm(Room room, Random random)
{
    private readonly Squalls _squalls = new(room);
    private TimeSpan _end;

    public void Begin(TimeSpan end)
    {
        _end = end;
        if (random.Next(8) == 0) return;
        _squalls.Begin(end);
        if (Half()) room.CrashRate = 0.002 + random.NextDouble() * 0.03;
        if (!room.Has(FaultKind.CrashBeforeCommit)) room.CrashRate = 0;
        if (room.Gantryd is { } life) life.CrashRate = room.CrashRate;
        if (Half()) room.EngineFaults.CallRate = random.NextDouble() * 0.05;
        if (Half()) room.EngineFaults.EventRate = random.NextDouble() * 0.5;
        if (Half()) room.EdgeFaults.Rate = random.NextDouble() * 0.1;
        if (Half()) NowAndThen(20_000, FaultKind.ControlPlaneKilled, () => room.KillGantryd(Milliseconds(5000)));
        if (!room.Has(FaultKind.EngineCallFailed)) room.EngineFaults.CallRate = 0;
        if (!room.Has(FaultKind.EventLost)) room.EngineFaults.EventRate = 0;
        if (!room.Has(FaultKind.SnapshotSlow)) room.EdgeFaults.Rate = 0;
        if (Half()) NowAndThen(25_000, FaultKind.EdgeKilled, () => room.KillEdge(Milliseconds(3000)));
        if (Half()) NowAndThen(30_000, FaultKind.DiskFull, FillDisk);
        if (Half()) NowAndThen(40_000, FaultKind.EngineRestarted, RestartEngine);
        if (Half()) NowAndThen(15_000, FaultKind.ContainerCrashed, CrashContainer);
        if (Half()) NowAndThen(20_000, FaultKind.ClockSet, SetClock);
    }

    /// <summary>No more faults; what they did stays.</summary>
    public void End()
    {
        room.CrashRate = 0;
        if (room.Gantryd is { } life) life.CrashRate = 0;
        (room.EngineFaults.CallRate, room.EngineFaults.EventRate, room.EdgeFaults.Rate, room.DiskFull) = (0, 0, 0, false);
        _squalls.End();
        room.Loop.Trace("the storm is over");
    }

    private void NowAndThen(int average, FaultKind kind, Action strike)
    {
        var wait = TimeSpan.FromMilliseconds(random.Next(2 * average));
        room.Loop.World.Schedule(wait, () =>
        {
            if (room.Loop.Now >= _end) return;
            if (room.Has(kind)) strike();
            NowAndThen(average, kind, strike);
        });
    }

    private void FillDisk()
    {
        room.Strike(FaultKind.DiskFull);
        room.DiskFull = true;
        room.Loop.World.Schedule(Milliseconds(8000), () => room.DiskFull = false);
    }

    private void RestartEngine()
    {
        room.Statistics.EngineRestarts++;
        room.Strike(FaultKind.EngineRestarted);
        room.Engine.Restart(Milliseconds(5000));
    }

    private void CrashContainer()
    {
        var all = room.Neighbours.Ours.Where(c => c is { Runs: true, Stopping: false, IsJob: false }).ToList();
        if (all.Count == 0) return;
        room.Statistics.ContainersLost++;
        var victim = all[random.Next(all.Count)];
        room.Strike(FaultKind.ContainerCrashed, victim.Name);
        room.Engine.Crash(victim, 134);
    }

    private void SetClock()
    {
        var by = TimeSpan.FromSeconds(random.Next(-120, 121));
        room.Strike(FaultKind.ClockSet, $"by {by.TotalSeconds} s");
        room.ClockSet++;
        if (by < TimeSpan.Zero) room.ClockSetBack -= by;
        room.Loop.Skew += by;
    }

    private bool Half() => random.Next(2) == 0;

    private TimeSpan Milliseconds(int most) => TimeSpan.FromMilliseconds(50 + random.Next(most));
}
