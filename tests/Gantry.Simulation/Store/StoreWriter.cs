using System.Globalization;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Store;

namespace Gantry.Simulation.Store;

/// <summary>A process that writes to a store as fast as it can and says each acknowledged write, until it is killed.</summary>
internal static class StoreWriter
{
    public static async Task<int> RunAsync(string directory)
    {
        if (StoreModule.Open(directory, TimeProvider.System) is not { Store: { } store })  return 3;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async w =>
        {
            var key = ResourceNames.App("production", $"app{w}");
            for (var n = store.Current.Get<AppSpec, AppStatus>(key)?.Spec.NextRelease + 1 ?? 1; ; n++)
            {
                var result = await store.CommitAsync(new Transaction($"writer{w}",
                    new PutSpec(key, new AppSpec { Name = $"app{w}", NextRelease = n }, "counted"),
                    new PutSpec(key with { Name = key.Name + "-twin" }, new AppSpec { Name = "twin", NextRelease = n }, "counted")), CancellationToken.None);
                // One write, so that a line is there whole or not at all.
                var line = string.Create(CultureInfo.InvariantCulture, $"{w} {n} {result.Revision}\n");
                lock (Console.Out) Console.Out.Write(line);
            }
        }));
        return 0;
    }

    /// <summary>Opens the store, says how that went and ends.</summary>
    public static int Open(string directory)
    {
        var opening = StoreModule.Open(directory, TimeProvider.System);
        Console.WriteLine(opening.Problem is { } problem ? $"{problem.Code} {problem}" : "opened");
        return opening.Problem is null ? 0 : 1;
    }
}
