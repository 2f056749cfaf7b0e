using System.Globalization;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Bench.Edge.Routes;

/// <summary>Snapshots of many routes, as a platform of many services makes them.</summary>
internal static class RouteSets
{
    private const int PerEnvironment = 60;

    /// <summary>Other services that may call each.</summary>
    private const int Callers = 5;

    /// <param name="rule">The rule of each, by number.</param>
    public static TrafficSnapshot Of(int count, Func<int, RouteRule> rule, bool withAddress) => new()
    {
        Revision = 1,
        Platform = "bench",
        Routes = [.. Enumerable.Range(0, count).Select(number => Route(number, rule(number), withAddress))],
    };

    public static RouteRule ByHost(int number) => new($"s{Text(number)}.apps.test", "/", 80);

    public static RouteRule ByWildcard(int number) => new($"*.s{Text(number)}.apps.test", "/", 80);

    public static RouteRule ByPath(int number) => new("apps.test", $"/s{Text(number)}", 80);

    /// <summary>The same with one route changed, as a release does it: other replicas.</summary>
    public static TrafficSnapshot Changed(TrafficSnapshot before, int number)
    {
        var routes = before.Routes.ToArray();
        var (route, release) = (routes[number], routes[number].Backends[0].Release + 1);
        routes[number] = route with { Generation = release, Backends = [Backend(number, release)] };
        return before with { Revision = before.Revision + 1, Routes = routes };
    }

    /// <summary>The same with all routes changed.</summary>
    public static TrafficSnapshot AllChanged(TrafficSnapshot before) => before with
    {
        Revision = before.Revision + 1,
        Routes = [.. before.Routes.Select((route, number) => route with { Generation = route.Generation + 1, Backends = [Backend(number, route.Backends[0].Release + 1)] })],
    };

    private static SnapshotRoute Route(int number, RouteRule rule, bool withAddress) => new()
    {
        // Padded, so that names are in the order of their numbers.
        Name = string.Create(CultureInfo.InvariantCulture, $"env{number / PerEnvironment:0000}/app.s{number:00000}"),
        Generation = 1,
        Address = withAddress ? Address(100, number) : "",
        Ports = withAddress ? [80] : [],
        Callers = [.. Enumerable.Range(0, Callers).Select(other => Address(200, number + other))],
        Rules = [rule],
        Backends = [Backend(number, 1)],
        HoldTimeout = TimeSpan.FromSeconds(30),
        DrainTimeout = TimeSpan.FromSeconds(20),
    };

    private static SnapshotBackend Backend(int number, int release) => new(release, 100,
        [.. Enumerable.Range(1, 2).Select(replica => new SnapshotReplica(
            string.Create(CultureInfo.InvariantCulture, $"env{number / PerEnvironment:0000}/app.s{number:00000}.{release}.{replica}"), Address(110 + (release % 50 * 2) + replica, number)))]);

    private static string Address(int net, int number) => string.Create(CultureInfo.InvariantCulture, $"127.{net}.{number / 200}.{1 + (number % 200)}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
