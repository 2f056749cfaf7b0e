namespace Gantry.Integration.Support;

/// <summary>A look at something that goes on while a test does other things.</summary>
public sealed class Background<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<T> _seen = [];
    private readonly Lock _gate = new();
    private readonly Task _task;

    public Background(Func<CancellationToken, IAsyncEnumerable<T>> source) => _task = CollectAsync(source);

    public IReadOnlyList<T> Seen
    {
        get { lock (_gate) return [.. _seen]; }
    }

    /// <summary>Ends it; throws what it failed with.</summary>
    public async Task<IReadOnlyList<T>> StopAsync()
    {
        await _stop.CancelAsync();
        await _task;
        return Seen;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_task);
        _stop.Dispose();
    }

    private async Task CollectAsync(Func<CancellationToken, IAsyncEnumerable<T>> source)
    {
        try
        {
            await foreach (var item in source(_stop.Token))
            {
                lock (_gate) _seen.Add(item);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Told to end.
        }
    }
}
