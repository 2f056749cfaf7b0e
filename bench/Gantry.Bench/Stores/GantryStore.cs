using System.Diagnostics;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Store;

namespace Gantry.Bench.Stores;

/// <summary>The product's store, through its own door.</summary>
internal sealed class GantryStore : IStorePeer
{
    private readonly IPlatformStore _store;

    private GantryStore(string name, IPlatformStore store) => (Name, _store) = (name, store);

    public string Name { get; }

    public static async Task<GantryStore> OpenAsync(string name, string directory, string? address)
    {
        var (choice, problem) = StoreChoice.From(variable => variable == "GANTRY_STORE" ? address ?? "sqlite" : null);
        if (choice is null) throw new InvalidOperationException(problem!.ToString());
        var (store, refused) = StoreModule.Open(choice, directory, TimeProvider.System);
        if (store is null) throw new InvalidOperationException(refused!.ToString());
        await store.Leadership.LeadAsync(CancellationToken.None);
        return new GantryStore(name, store);
    }

    public async Task WriteAsync(int writer, int round)
    {
        var result = await _store.CommitAsync(Change(writer, round), CancellationToken.None);
        if (!result.Committed) throw new InvalidOperationException($"a conflict on {result.Conflict}");
    }

    /// <summary>From the moment a change is asked for to the moment somebody who watches has it.</summary>
    public async Task<Series> WatchAsync(int rounds)
    {
        var series = new Series($"{Name}: asked for to seen by a watcher");
        await using var events = _store.WatchAsync(_store.Current.Revision, CancellationToken.None).GetAsyncEnumerator();
        for (var round = -20; round < rounds; round++)
        {
            var next = events.MoveNextAsync();
            var began = Stopwatch.GetTimestamp();
            var written = WriteAsync(0, round);
            await next;
            if (round >= 0) series.Add(Stopwatch.GetElapsedTime(began));
            await written;
        }
        return series;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static Transaction Change(int writer, int round) => new("bench", new PutSpec(
        ResourceNames.App("production", $"app{writer}"), new AppSpec { Name = $"app{writer}", NextRelease = round, LastRollout = round }, "measured"));
}
