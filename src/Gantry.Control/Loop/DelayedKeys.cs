namespace Gantry.Control.Loop;

/// <summary>Keys that fall due later, on one timer. Measures elapsed time, so that setting the clock moves nothing.</summary>
internal sealed class DelayedKeys : IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(3650);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action<string> _fall;
    private readonly long _start;
    private readonly SortedSet<(TimeSpan At, long Order, string Key)> _agenda = [];
    private readonly Dictionary<string, (TimeSpan At, long Order, string Key)> _entries = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private long _order;

    public DelayedKeys(TimeProvider time, Action<string> fall)
    {
        (_time, _fall, _start) = (time, fall, time.GetTimestamp());
        _timer = time.CreateTimer(static self => ((DelayedKeys)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(string key, TimeSpan delay)
    {
        lock (_gate)
        {
            var at = _time.GetElapsedTime(_start) + (delay < LongestDelay ? delay : LongestDelay);
            if (_entries.TryGetValue(key, out var known))
            {
                if (known.At <= at) return;
                _agenda.Remove(known);
            }
            _agenda.Add(_entries[key] = (at, _order++, key));
            Arm();
        }
    }

    public void Remove(string key)
    {
        lock (_gate)
        {
            // The timer is left as it is: when it rings for nothing it is set anew.
            if (_entries.Remove(key, out var known)) _agenda.Remove(known);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        List<string> due = [];
        lock (_gate)
        {
            var now = _time.GetElapsedTime(_start);
            while (_agenda.Count > 0 && _agenda.Min is var first && first.At <= now)
            {
                _agenda.Remove(first);
                _entries.Remove(first.Key);
                due.Add(first.Key);
            }
            Arm();
        }
        foreach (var key in due) _fall(key);
    }

    private void Arm()
    {
        if (_agenda.Count == 0) return;
        var wait = _agenda.Min.At - _time.GetElapsedTime(_start);
        // Timers count whole milliseconds and round down: one more, or it would ring a moment too early, again and again.
        wait = wait <= TimeSpan.Zero ? TimeSpan.Zero : wait + TimeSpan.FromMilliseconds(1);
        _timer.Change(wait < LongestTimer ? wait : LongestTimer, Timeout.InfiniteTimeSpan);
    }
}
