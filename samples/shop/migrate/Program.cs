using Shop;

// Runs once for each release, before anything of it serves. Doing it twice is doing it once: each step leads to a numbered
// state of the data, and the shelf is filled from the file that came with this release.
using var store = new StoreClient(Environment.GetEnvironmentVariable("STORE") ?? "store:6379");
using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));

Func<Task>[] steps =
[
    () => store.AskAsync(limit.Token, "SET", Keys.LastOrder, "1000"), // the first customer need not know that he is the first
    () => store.AskAsync(limit.Token, "LTRIM", Keys.Packed, "-500", "-1"),
];

try
{
    var before = int.Parse((string?)await store.AskAsync(limit.Token, "GET", Keys.Schema) ?? "0");
    if (before > steps.Length)
        Console.WriteLine($"The data is of schema {before}, newer than this release knows ({steps.Length}); left as it is");

    for (var next = before; next < steps.Length; next++)
    {
        await steps[next]();
        await store.AskAsync(limit.Token, "SET", Keys.Schema, $"{next + 1}");
        Console.WriteLine($"Schema {next} -> {next + 1}");
    }

    var products = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "products.json"), limit.Token);
    await store.AskAsync(limit.Token, "SET", Keys.Products, products);
    Console.WriteLine("The shelf is filled");
    return 0;
}
catch (Exception e) when (e is StoreAwayException or OperationCanceledException)
{
    Console.Error.WriteLine($"Nothing was migrated: {e.Message}");
    return 1;
}
