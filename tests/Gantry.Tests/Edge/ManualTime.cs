namespace Gantry.Tests.Edge;

/// <summary>A clock that a test moves by hand. Timers run on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock sync = new();
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void Advance(TimeSpan by)
    {
        var end = now + by;
        while (true)
        {
            Alarm? next;
            lock (sync)
            {
                next = alarms.Where(alarm => alarm.Due <= end).MinBy(alarm => alarm.Due);
                if (next is not null) alarms.Remove(next);
            }
            if (next is null) break;
            if (next.Due > now) now = next.Due;
            next.Ring();
        }
        now = end;
    }

    private sealed class Alarm(ManualTime owner, Action ring) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public Action Ring => ring;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.sync)
            {
                owner.alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = owner.now + dueTime;
                owner.alarms.Add(this);
            }
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
