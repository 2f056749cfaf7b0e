using Gantry.Edge.Routing;
using static Gantry.Tests.Edge.Snapshots;

namespace Gantry.Tests.Edge.Routing;

/// <summary>
/// Claims and switches at once, on real threads. One thread switches between two replicas and, as the platform would, stops the
/// one that left as soon as the switch says that it has drained; others claim without pause. Whoever holds a claim on a replica
/// that was stopped is a dropped request.
/// </summary>
public sealed class SwitchRaceTests
{
    private const int Switches = 3000;
    private static readonly RouteQuery Query = RouteQuery.ByName(Web, 80);

    [Fact]
    public void Nobody_ever_holds_a_replica_that_was_reported_as_drained() => Assert.Equal(0, Run(recheck: true));

    [Fact]
    public void Without_the_second_look_somebody_does() => Assert.NotEqual(0, Run(recheck: false));

    private static int Run(bool recheck)
    {
        var traffic = new TrafficSwitch(TimeProvider.System);
        var stopped = new bool[2];
        var dropped = 0;
        var over = false;
        traffic.Apply(Of(1, Route(Backend(1, 1, "a"))));
        var claimers = Enumerable.Range(0, 3).Select(_ => new Thread(Claim)).ToArray();
        foreach (var claimer in claimers) claimer.Start();
        for (var revision = 2; revision < Switches; revision++)
        {
            var next = revision % 2;
            Volatile.Write(ref stopped[next], false);
            traffic.Apply(Of(revision, Route(Backend(revision, 1, next == 0 ? "a" : "b"))));
            while (traffic.Lingering().Count > 0) Thread.Yield();
            Volatile.Write(ref stopped[1 - next], true);
            // Stopped for long enough that whoever was about to use it gets to.
            for (var i = 0; i < 5; i++) Thread.Yield();
            Thread.SpinWait(200);
        }
        Volatile.Write(ref over, true);
        foreach (var claimer in claimers) claimer.Join();
        return dropped;

        void Claim()
        {
            while (!Volatile.Read(ref over))
            {
                var table = traffic.Table;
                // Here is where it can go wrong, so both stay here for a while.
                Thread.SpinWait(20);
                Thread.Yield();
                var claim = traffic.ClaimUnder(table, Query, null).Claim!;
                if (recheck && !traffic.IsInForce(table))
                {
                    claim.Dispose();
                    continue;
                }
                var replica = claim.Gauge.Name == "a" ? 0 : 1;
                for (var i = 0; i < 5; i++)
                {
                    if (Volatile.Read(ref stopped[replica])) Interlocked.Increment(ref dropped);
                    Thread.SpinWait(5);
                }
                claim.Dispose();
            }
        }
    }
}
