using Gantry.Edge.Routing;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Simulation.Checks;
using Gantry.Simulation.Edges;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.People;

/// <summary>Sends requests through the edge's own entrance to simulated containers, and counts every one that fails.</summary>
public sealed class Client(Room room, Outages outages, Random random)
{
    private const string DrainTimeout = "it was open when the drain's time was up";

    private readonly Random _stays = room.Loop.Stream("long requests");
    private int _number;

    /// <summary>Sends one to a service that is live, if there is any.</summary>
    public void Send()
    {
        var live = Expectation.LiveServices(room.Disk.Now);
        if (live.Count == 0) return;
        var service = live[random.Next(live.Count)];
        var rule = service.Definition.Routes.Count > 0 && random.Next(3) > 0 ? service.Definition.Routes[0] : null;
        var query = rule is not null ? RouteQuery.ByRule(rule.Host!, "/x") : RouteQuery.ByName($"production/{service.App}.{service.Definition.Name}", 8080);
        var takes = TimeSpan.FromMilliseconds(random.Next(100) switch { < 80 => random.Next(50), < 97 => random.Next(1000), _ => random.Next(8000) });
        // Now and then somebody stays connected.
        if (_stays.Next(150) == 0) takes = TimeSpan.FromSeconds(20 + _stays.Next(120));
        _ = RunAsync(++_number, service, query, takes);
    }

    private async Task RunAsync(int number, LiveService service, RouteQuery query, TimeSpan takes)
    {
        room.Statistics.Requests++;
        if (room.Gantryd is null) room.Statistics.Orphaned++;
        var watch = outages.Begin(service.Key);
        var began = room.Loop.Now;
        string? failure;
        if (room.Edge.Life is not { Serves: true } life) failure = "the edge is down";
        else
        {
            var outcome = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            void Cut(EdgeLife dead)
            {
                if (dead == life) outcome.TrySetResult("the edge was killed");
            }
            room.Edge.Killed += Cut;
            life.Process.Start(async () => outcome.TrySetResult(await PassAsync(life, query, takes)));
            failure = await outcome.Task;
            room.Edge.Killed -= Cut;
        }
        room.Loop.Trace($"request {number} {service.Key} {failure ?? "ok"}");
        if (failure is null) return;
        if (outages.Excuses(watch))
        {
            room.Statistics.Excused++;
            return;
        }
        if (failure == DrainTimeout && room.Loop.Now - began >= Outages.DrainTime) return;
        // After giving up a rollout says that what was there does not serve.
        if (Expectation.GaveUp(room.Disk.Now, service.App)) return;
        // What was taken off meanwhile, on purpose, may answer that it is not there.
        if (Expectation.LiveServices(room.Disk.Now).All(s => s.Key != service.Key)) return;
        room.Violate($"a request to {service.Key} was dropped: {failure}");
    }

    /// <summary>What the edge's lanes do with a request that may not be sent twice.</summary>
    private async Task<string?> PassAsync(EdgeLife life, RouteQuery query, TimeSpan takes)
    {
        var ticket = new Ticket(query);
        while (true)
        {
            var entry = await life.Entrance.EnterAsync(ticket, CancellationToken.None);
            if (ticket.HeldSince is not null) room.Statistics.Held++;
            if (entry.Claim is null) return $"refused by the edge: {entry.Refusal}";
            using var claim = entry.Claim;
            await Task.Delay(TimeSpan.FromMicroseconds(200), life.Process.Time);
            if (room.Engine.At(claim.Gauge.Address.ToString()) is not { Listens: true } container)
            {
                life.Switch.Refused(claim.Gauge, claim.Port);
                ticket.Refused(claim.Gauge);
                continue;
            }
            claim.Connected();
            var cut = claim.Gauge.Cut;
            if (container.Replica != claim.Gauge.Replica()) return $"{claim.Gauge.Address} is {container.Replica} and not {claim.Gauge.Replica()}";
            var answered = await container.ServeAsync(takes, life.Process.Time, cut);
            return answered ? null : cut.IsCancellationRequested ? DrainTimeout : $"{container.Name} ended before it had answered";
        }
    }
}
