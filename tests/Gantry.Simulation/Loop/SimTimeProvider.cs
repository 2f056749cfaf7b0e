namespace Gantry.Simulation.Loop;

/// <summary>The clock of one process. Wall time may be set; timestamps and timers follow the simulation's own time.</summary>
public sealed class SimTimeProvider(Incarnation owner) : TimeProvider
{
    public static readonly DateTimeOffset Epoch = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Epoch + owner.Loop.Now + owner.Loop.Skew;

    public override long GetTimestamp() => owner.Loop.Now.Ticks;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(owner, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimTimer(Incarnation owner, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan) owner.Schedule(dueTime, () => Ring(setting, period));
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Ring(int setting, TimeSpan period)
        {
            if (setting != _setting) return;
            if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero) owner.Schedule(period, () => Ring(setting, period));
            callback(state);
        }
    }
}
