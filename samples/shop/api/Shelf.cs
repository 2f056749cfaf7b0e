using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Shop;

/// <summary>
/// The products, read from the store every second and kept in between: browsing goes on while the store is being replaced.
/// </summary>
public sealed partial class Shelf(StoreClient store, ILogger<Shelf> log) : BackgroundService
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1), Forgiven = TimeSpan.FromSeconds(30);
    private volatile Content? _content;

    private sealed record Content(byte[] Json, IReadOnlyDictionary<string, Product> BySku, long ReadAt);

    /// <summary>Null before the first read.</summary>
    public byte[]? Json => _content?.Json;

    public Product? Find(string sku) => _content?.BySku.GetValueOrDefault(sku);

    /// <summary>Why this replica should get no requests; null when it should. A store that is away for a moment is no reason.</summary>
    public string? Doubt => _content switch
    {
        null => "The store has not been reached yet.",
        { } content when Stopwatch.GetElapsedTime(content.ReadAt) > Forgiven => "The store has not answered for half a minute.",
        _ => null,
    };

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Refresh);
        var away = false;
        do
        {
            try
            {
                if (await store.AskAsync(stop, "GET", Keys.Products) is string text) Fill(text);
                if (away) Back();
                away = false;
            }
            catch (StoreAwayException e)
            {
                if (!away) Away(e.Message);
                away = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    private void Fill(string text)
    {
        var products = JsonSerializer.Deserialize(text, ShopJson.Default.IReadOnlyListProduct)!;
        _content = new(Encoding.UTF8.GetBytes(text), products.ToDictionary(p => p.Sku), Stopwatch.GetTimestamp());
    }

    [LoggerMessage(1, LogLevel.Warning, "{Reason}; the products shown are the last known")]
    private partial void Away(string reason);

    [LoggerMessage(2, LogLevel.Information, "The store is back")]
    private partial void Back();
}
