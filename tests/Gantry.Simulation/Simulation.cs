using System.Text.Json;
using Gantry.Control.Decisions;
using Gantry.Simulation.Checks;
using Gantry.Simulation.People;
using Gantry.Simulation.Platform;
using Gantry.Simulation.Planted;

namespace Gantry.Simulation;

/// <summary>
/// The whole platform in one thread: its own controllers, loop, queue and edge, against a simulated engine, disk, clock and
/// network. A seed decides everything.
/// </summary>
public static class Simulation
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    public static SimulationResult Run(int seed, SimulationOptions? options = null)
    {
        options ??= new SimulationOptions();
        var room = new Room(seed, options);
        var outages = new Outages(room);
        _ = new Guard(room, outages);
        var maker = new AppMaker(room.Loop.Stream("apps"), room.Engine);
        List<Person> people = [new(room, maker, room.Loop.Stream("anna"), "anna"), new(room, maker, room.Loop.Stream("ben"), "ben")];
        _ = new Writers(room);
        _ = new Steps(room, () => people.SelectMany(p => p.Stopped));
        _ = new Promises(room, new Jobs(room), outages, () => people.SelectMany(p => p.Told));
        var client = new Client(room, outages, room.Loop.Stream("client"));
        var storm = new Storm(room, room.Loop.Stream("storm"));
        var act = room.Loop.Stream("acts");

        room.Edge.Start();
        room.StartGantryd();
        Every(room, Tick, () => true, outages.Look);
        if (options.Bug == PlantedBug.AcknowledgedBeforeDurable) Every(room, TimeSpan.FromMilliseconds(400), () => true, room.Disk.Flush);
        room.Loop.RunUntil(() => room.Gantryd?.Store is not null, TimeSpan.FromSeconds(10));
        people[0].Begin("shop");
        if (act.Next(2) == 0) people[1].Begin("blog");
        var requests = room.Loop.Stream("requests");
        var sending = true;
        var acts = 0;
        Randomly(room, requests, 150, () => sending, client.Send);
        Randomly(room, room.Loop.Stream("readers"), 900, () => sending, room.Histories.Read);
        Randomly(room, act, 2500, () => room.Loop.Now < options.Stormy - TimeSpan.FromSeconds(5) && acts++ < options.Acts, () => people[act.Next(2)].Act());
        if (options is { CrashAtCommit: null, CrashAt: null }) storm.Begin(options.Stormy);
        room.Loop.RunFor(options.Stormy);
        storm.End();

        Settle(room, options.Settling, tidy: false);
        // After the longest time that anything is kept, nothing is left but what serves.
        sending = false;
        // And no longer by the wrong clock either.
        room.Loop.RunFor(TimeSpan.FromMinutes(room.ClockJumps > 0 ? 75 : 13) + room.ClockSetBack);
        Settle(room, TimeSpan.FromSeconds(30), tidy: true);
        CheckTold(room, people);
        if (AuditChain.Verify(room.Disk.Events) is { } broken) room.Violate($"I4: {broken.Message}");
        room.Histories.Check();
        foreach (var difference in Content.Differences(room.Disk)) room.Violate($"I4: {difference}");
        if (room.Loop.Exhausted) room.Violate("I5: the platform does not come to rest");
        if (room.Violations.Count > 0) room.Loop.Trace($"edge report {JsonSerializer.Serialize(room.Edge.Life?.Report, Resources.GantryJson.Default.EdgeReport)}");
        room.Statistics.Failpoints = room.Failpoints.Reached;
        room.Statistics.Steps = room.Loop.Steps;
        return new SimulationResult(seed, options, room.Loop.TraceHash, room.Violations, room.Statistics, room.Loop.Lines);
    }

    /// <summary>I5: converged in time.</summary>
    private static void Settle(Room room, TimeSpan within, bool tidy)
    {
        var look = room.Loop.Now;
        var settled = room.Loop.RunUntil(() =>
        {
            if (room.Loop.Now < look) return false;
            look = room.Loop.Now + TimeSpan.FromMilliseconds(500);
            return Settled.Differences(room, tidy).Count == 0;
        }, within);
        if (settled) return;
        foreach (var difference in Settled.Differences(room, tidy)) room.Violate($"I5: after {within.TotalSeconds} s, {difference}");
    }

    /// <summary>I8: what somebody was told has begun has ended, as it was asked for.</summary>
    private static void CheckTold(Room room, List<Person> people)
    {
        foreach (var asked in people.SelectMany(p => p.Told))
        {
            room.Statistics.Rollouts++;
            var stored = room.Disk.Now.Get<Resources.Rollouts.RolloutSpec, Resources.Rollouts.RolloutStatus>(Resources.ResourceNames.Rollout("production", asked.App, asked.Rollout));
            var app = room.Disk.Now.Get<Resources.Apps.AppSpec, Resources.Apps.AppStatus>(Resources.ResourceNames.App("production", asked.App));
            if (stored is null && app?.Status?.Forgotten >= asked.Rollout && app.Spec.LastRollout - asked.Rollout >= room.Kept) room.Statistics.Forgotten++;
            else if (stored is null) room.Violate($"I1: rollout {asked.Rollout} of {asked.App} was acknowledged and is not there");
            else if (Json(stored.Spec) != Json(asked.Spec)) room.Violate($"I1: rollout {asked.Rollout} of {asked.App} is another than the acknowledged one");
            else if (stored.Status is not { Ended: true }) room.Violate($"I8: rollout {asked.Rollout} of {asked.App} never ended");
        }
    }

    private static string Json(Resources.Rollouts.RolloutSpec spec) => JsonSerializer.Serialize(spec, Resources.GantryJson.Default.RolloutSpec);

    private static void Every(Room room, TimeSpan interval, Func<bool> goOn, Action work) => room.Loop.World.Schedule(interval, () =>
    {
        if (!goOn()) return;
        work();
        Every(room, interval, goOn, work);
    });

    private static void Randomly(Room room, Random random, int average, Func<bool> goOn, Action work) =>
        room.Loop.World.Schedule(TimeSpan.FromMilliseconds(random.Next(2 * average)), () =>
        {
            if (!goOn()) return;
            work();
            Randomly(room, random, average, goOn, work);
        });
}
