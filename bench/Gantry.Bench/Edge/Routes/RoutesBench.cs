using System.Globalization;

namespace Gantry.Bench.Edge.Routes;

/// <summary>The edge with few routes and with many: what a request pays for them, and how soon a change of one is in force.</summary>
internal static class RoutesBench
{
    private const int Changes = 200, Wholes = 10;
    private const double BudgetMs = 50;

    /// <summary>The look-up with all routes may cost so many times what it costs with ten: more than that is not flat.</summary>
    private const double FlatFactor = 2;

    /// <summary>The exit code: 1 if a budget is exceeded.</summary>
    public static async Task<int> RunAsync(int most)
    {
        int[] sizes = [.. new[] { 10, 100, 1000 }.Where(size => size < most), most];
        Console.WriteLine("to find a route and claim a replica, ns       by host  by wildcard  by path");
        double[]? first = null, last = null;
        foreach (var size in sizes)
        {
            last =
            [
                Lookups.Nanoseconds(size, RouteSets.ByHost, number => (RouteSets.ByHost(number).Host!, "/a/b")),
                Lookups.Nanoseconds(size, RouteSets.ByWildcard, number => ("www" + RouteSets.ByWildcard(number).Host![1..], "/a/b")),
                Lookups.Nanoseconds(size, RouteSets.ByPath, number => (RouteSets.ByPath(number).Host!, RouteSets.ByPath(number).Path + "/a/b")),
            ];
            first ??= last;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {size,6} routes                             {last[0],8:0}{last[1],13:0}{last[2],9:0}"));
        }
        var flat = last!.Zip(first!, (many, few) => many / few).Max() <= FlatFactor;
        Console.WriteLine("to have a snapshot in force: sent, read, stored on disk, applied, acknowledged; milliseconds");
        var worst = 0.0;
        foreach (var size in sizes) worst = Math.Max(worst, await ApplyAsync(size));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one route of {most} changed: {worst:0.0} ms at the median (budget {BudgetMs:0}); look-up flat: {(flat ? "yes" : "no")}"));
        return worst <= BudgetMs && flat ? 0 : 1;
    }

    /// <returns>The median of a change of one route.</returns>
    private static async Task<double> ApplyAsync(int size)
    {
        await using var edge = await Offered.StartAsync();
        var served = RouteSets.Of(size, RouteSets.ByHost, withAddress: true);
        var first = await edge.WholeAsync(served);
        Series whole = new($"{size} routes, all sent, one is other"), other = new($"{size} routes, all sent, all are other"), change = new($"{size} routes, the change of one sent");
        for (var i = 0; i < Wholes; i++)
        {
            served = RouteSets.Changed(served, i * 7 % size);
            whole.Add(await edge.WholeAsync(served));
        }
        for (var i = 0; i < Wholes; i++) other.Add(await edge.WholeAsync(served = RouteSets.AllChanged(served)));
        var cpu = edge.CpuMs;
        for (var i = 0; i < Changes; i++)
        {
            var next = RouteSets.Changed(served, i * 7 % size);
            change.Add(await edge.ChangeAsync(served, next));
            served = next;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {size} routes for the first time, each with an address to listen on: {first.TotalMilliseconds:0} ms"));
        Console.WriteLine(whole.Fine());
        Console.WriteLine(other.Fine());
        Console.WriteLine(change.Fine() + string.Create(CultureInfo.InvariantCulture, $"   {(edge.CpuMs - cpu) / Changes:0.00} ms of processor time each"));
        return change.Median;
    }
}
