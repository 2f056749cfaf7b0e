namespace Gantry.Engine.Images;

/// <summary>What several ask for at the same time is done once, and all get its outcome.</summary>
internal sealed class SharedTasks<T>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<T>> _underWay = new(StringComparer.Ordinal);

    public async Task<T> RunAsync(string name, Func<Task<T>> work, CancellationToken cancel)
    {
        while (true)
        {
            Task<T>? task;
            lock (_gate)
            {
                if (!_underWay.TryGetValue(name, out task)) _underWay[name] = task = work();
            }
            try
            {
                return await task.WaitAsync(cancel);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Whoever began it has gone away: this one goes on.
            }
            finally
            {
                lock (_gate)
                {
                    if (task.IsCompleted && _underWay.GetValueOrDefault(name) == task) _underWay.Remove(name);
                }
            }
        }
    }
}
