using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Shop;

/// <summary>
/// Packs orders one by one. An order lies on one of three piles and moves by a single command, so that a worker may be stopped,
/// or die, at any moment: what it had begun is first in line for the next one.
/// </summary>
public sealed partial class Packer(StoreClient store, IConfiguration configuration, ILogger<Packer> log) : BackgroundService
{
    private static readonly TimeSpan Nap = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromSeconds(2);
    private readonly TimeSpan _work = TimeSpan.FromMilliseconds(configuration.GetValue("PACKING_MS", 1500));

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var away = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var order = await NextAsync(stop);
                if (away) Back();
                away = false;
                if (order is not null) await PackAsync(order, stop);
            }
            catch (StoreAwayException e)
            {
                if (!away) Away(e.Message);
                away = true;
                await Task.Delay(Nap, stop).ContinueWith(_ => { }, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                // Told to stop: what is on the table stays on its pile for the next worker.
            }
        }
    }

    private async Task<Order?> NextAsync(CancellationToken stop)
    {
        var begun = await store.AskAsync(stop, "LRANGE", Keys.Packing, "0", "0") is IReadOnlyList<object?> and [string first] ? first : null;
        var text = begun ?? (string?)await store.AskAsync(LongestWait, stop, "BLMOVE", Keys.Placed, Keys.Packing, "LEFT", "RIGHT", $"{LongestWait.TotalSeconds}");
        return text is null ? null : JsonSerializer.Deserialize(text, ShopJson.Default.Order);
    }

    private async Task PackAsync(Order order, CancellationToken stop)
    {
        await Task.Delay(_work, stop); // wrapping paper
        await store.AskAsync(stop, "LMOVE", Keys.Packing, Keys.Packed, "LEFT", "RIGHT");
        Packed(order.Number, order.Name);
    }

    [LoggerMessage(1, LogLevel.Information, "Packed order {Number}: {Product}")]
    private partial void Packed(long number, string product);

    [LoggerMessage(2, LogLevel.Warning, "{Reason}; I try again every second")]
    private partial void Away(string reason);

    [LoggerMessage(3, LogLevel.Information, "The store is back")]
    private partial void Back();
}
