using System.Diagnostics;
using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Routing;
using Gantry.Resources.Apps;

namespace Gantry.Bench.Edge.Routes;

/// <summary>What it costs to find the route of a request, claim a replica of it and let go of it again: what the fast lane does for each.</summary>
internal static class Lookups
{
    private const int Rounds = 5, Warm = 50_000, Claims = 200_000;

    /// <summary>Few enough that it is the structure that is measured, and not the caches of the processor.</summary>
    private const int Asked = 10;

    /// <summary>Nanoseconds; the least of some rounds, for others use the machine too.</summary>
    /// <param name="query">Host and path to ask for, by number of the route.</param>
    public static double Nanoseconds(int routes, Func<int, RouteRule> rule, Func<int, (string Host, string Path)> query)
    {
        var traffic = new TrafficSwitch(TimeProvider.System);
        traffic.Apply(RouteSets.Of(routes, rule, withAddress: false));
        var asked = Enumerable.Range(0, Asked).Select(i => query(i * (routes / Asked))).ToArray();
        var claim = new ReplicaClaim();
        var best = double.MaxValue;
        Ask(traffic, claim, asked, Warm);
        for (var round = 0; round < Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            Ask(traffic, claim, asked, Claims);
            best = Math.Min(best, Stopwatch.GetElapsedTime(since).TotalNanoseconds / Claims);
        }
        return best;
    }

    private static void Ask(TrafficSwitch traffic, ReplicaClaim claim, (string Host, string Path)[] asked, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var (host, path) = asked[i % asked.Length];
            if (traffic.Claim(claim, new FastQuery { Host = host, Path = path, Facts = Nothing.Said }, out _) != ClaimOutcome.Claimed) throw new InvalidOperationException($"{host}{path} leads nowhere.");
            claim.Dispose();
        }
    }

    /// <summary>A request of which nothing is asked but host and path.</summary>
    private sealed class Nothing : IRequestFacts
    {
        public static Nothing Said { get; } = new();
        public ReadOnlySpan<byte> Method => "GET"u8;
        public ReadOnlySpan<byte> Query => default;
        public ulong Client => 0;

        public bool TryHeader(ReadOnlySpan<byte> name, int nth, out ReadOnlySpan<byte> value)
        {
            value = default;
            return false;
        }
    }
}
