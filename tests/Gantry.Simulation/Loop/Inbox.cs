namespace Gantry.Simulation.Loop;

/// <summary>A queue between two processes; one reader.</summary>
public sealed class Inbox<T>
{
    private readonly Queue<(T? Item, Exception? End)> _items = new();
    private TaskCompletionSource? _waiting;

    public void Put(T item) => Add((item, null));

    /// <summary>What is in it is still read, then the reader gets this.</summary>
    public void Break(Exception why) => Add((default, why));

    public async ValueTask<T> TakeAsync(CancellationToken cancel)
    {
        while (_items.Count == 0)
        {
            var waiting = _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var stop = cancel.UnsafeRegister(_ => waiting.TrySetCanceled(cancel), null);
            await waiting.Task;
        }
        var (item, end) = _items.Dequeue();
        return end is null ? item! : throw end;
    }

    private void Add((T?, Exception?) item)
    {
        _items.Enqueue(item);
        _waiting?.TrySetResult();
    }
}
