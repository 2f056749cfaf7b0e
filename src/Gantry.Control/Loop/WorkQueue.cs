namespace Gantry.Control.Loop;

/// <summary>
/// Keys to be worked on. A key waits at most once, however often it is added; it is never out twice at the same time: what
/// is added while it is out comes again after it is done. Of several delayed additions the earliest wins. The order is that
/// of falling due, then of adding: nothing in it is random.
/// </summary>
public sealed class WorkQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Backoff _backoff;
    private readonly Queue<string> _due = new();
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _out = new(StringComparer.Ordinal);
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);

    /// <summary>Keys that have failed and wait for their next try.</summary>
    private readonly HashSet<string> _resting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly LinkedList<TaskCompletionSource<string>> _takers = new();
    private readonly DelayedKeys _delayed;

    public WorkQueue(TimeProvider time, Backoff? backoff = null)
    {
        _backoff = backoff ?? Backoff.Default;
        _delayed = new DelayedKeys(time, Fall);
    }

    /// <summary>Work on it as soon as possible.</summary>
    public void Add(string key)
    {
        lock (_gate) AddNow(key);
    }

    /// <summary>Work on it after a while, or earlier when something else asks for it earlier.</summary>
    public void AddAfter(string key, TimeSpan delay)
    {
        lock (_gate)
        {
            if (delay <= TimeSpan.Zero) AddNow(key);
            // What is due already comes before anything later. What is out may finish before the delay is over.
            else if (!_waiting.Contains(key) && !_resting.Contains(key)) _delayed.Add(key, delay);
        }
    }

    /// <summary>The next key. Must be followed by <see cref="Done"/> or <see cref="Failed"/>.</summary>
    public async ValueTask<string> TakeAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource<string>> place;
        lock (_gate)
        {
            if (_due.TryDequeue(out var first)) return Hand(first);
            place = _takers.AddLast(new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        using var stop = cancel.UnsafeRegister(_ => Leave(place, cancel), null);
        return await place.Value.Task;
    }

    /// <summary>It went well: failures are forgotten.</summary>
    public void Done(string key)
    {
        lock (_gate)
        {
            _failures.Remove(key);
            Return(key);
        }
    }

    /// <summary>It failed: it comes again after the backoff. Returns after how long.</summary>
    /// <remarks>What happens meanwhile does not bring it back sooner, lest a key whose failing makes events be tried without pause.</remarks>
    public TimeSpan Failed(string key)
    {
        lock (_gate)
        {
            var failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            var wait = _backoff.After(failures);
            _again.Remove(key);
            _out.Remove(key);
            _resting.Add(key);
            _delayed.Remove(key);
            _delayed.Add(key, wait);
            return wait;
        }
    }

    public void Dispose() => _delayed.Dispose();

    private void Fall(string key)
    {
        lock (_gate)
        {
            _resting.Remove(key);
            AddNow(key);
        }
    }

    private void AddNow(string key)
    {
        if (_resting.Contains(key)) return;
        _delayed.Remove(key);
        if (_out.Contains(key))
        {
            _again.Add(key);
            return;
        }
        if (_waiting.Contains(key)) return;
        while (_takers.First is { } taker)
        {
            _takers.RemoveFirst();
            Hand(key);
            if (taker.Value.TrySetResult(key)) return;
            _out.Remove(key);
        }
        _waiting.Add(key);
        _due.Enqueue(key);
    }

    private string Hand(string key)
    {
        _waiting.Remove(key);
        _out.Add(key);
        return key;
    }

    private void Return(string key)
    {
        _out.Remove(key);
        if (_again.Remove(key)) AddNow(key);
    }

    private void Leave(LinkedListNode<TaskCompletionSource<string>> place, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (place.List is not null) _takers.Remove(place);
        }
        place.Value.TrySetCanceled(cancel);
    }
}
