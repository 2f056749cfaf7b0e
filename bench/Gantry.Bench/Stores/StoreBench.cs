using System.Diagnostics;
using System.Globalization;

namespace Gantry.Bench.Stores;

/// <summary>Durable writes a second of each store against its database alone, and how soon a watcher sees a change.</summary>
internal static class StoreBench
{
    private const double Wanted = 0.6, WatchBudgetMs = 5;
    private const int Many = 32;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    /// <summary>The exit code.</summary>
    public static async Task<int> RunAsync(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-bench-").FullName;
        await using var postgres = await ScratchPostgres.StartAsync();
        var good = true;
        try
        {
            await using var sqlite = await GantryStore.OpenAsync("Gantry on SQLite", Path.Combine(folder, "sqlite"), null);
            await using (var raw = new RawSqlite(folder)) good &= await CompareAsync(raw, sqlite, rounds);
            good &= await WatchedAsync(sqlite, rounds, WatchBudgetMs);
            if (postgres is null)
            {
                Console.WriteLine("PostgreSQL is not installed, so not measured: apt-get install postgresql");
                return 1;
            }
            var (settings, _) = await postgres.DatabaseAsync("raw");
            var (_, address) = await postgres.DatabaseAsync("gantry");
            await using var database = await GantryStore.OpenAsync("Gantry on PostgreSQL", Path.Combine(folder, "postgres"), address);
            await using (var raw = new RawPostgres(settings, Many)) good &= await CompareAsync(raw, database, rounds);
            await WatchedAsync(database, rounds, double.PositiveInfinity);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return good ? 0 : 1;
    }

    private static async Task<bool> CompareAsync(IStorePeer raw, IStorePeer ours, int rounds)
    {
        var good = true;
        foreach (var writers in (int[])[1, Many])
        {
            var (theirs, mine) = (new List<double>(), new List<double>());
            // In turn, so that a machine that gets slower gets slower for both. The first of each warms up.
            for (var round = 0; round <= rounds; round++)
            {
                theirs.Add(await RateAsync(raw, writers));
                mine.Add(await RateAsync(ours, writers));
            }
            var (least, most) = (Median(theirs), Median(mine));
            var ratio = Median([.. theirs.Zip(mine, (t, m) => m / t)]);
            good &= ratio >= Wanted;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{writers,3} writers: {raw.Name} {least,7:0} writes/s, {ours.Name} {most,7:0} writes/s, ratio {ratio:0.00} (wanted {Wanted:0.0})"));
        }
        return good;
    }

    private static async Task<double> RateAsync(IStorePeer peer, int writers)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(began) < Slice; count++) await peer.WriteAsync(writer, count);
            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<bool> WatchedAsync(GantryStore store, int rounds, double budget)
    {
        var series = await store.WatchAsync(rounds * 40);
        Console.WriteLine(series.Fine());
        return series.Median <= budget;
    }

    private static double Median(List<double> all)
    {
        var sorted = all.Skip(1).Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
