namespace Gantry.Integration.Support;

/// <summary>Waits for conditions, never for time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Returns what the look found as soon as it satisfies the condition.</summary>
    /// <exception cref="TimeoutException">It never did; says what was seen last.</exception>
    public static async Task<T> BecomesAsync<T>(string what, TimeSpan deadline, Func<Task<T>> look, Func<T, bool> satisfies)
    {
        var started = TimeProvider.System.GetTimestamp();
        T last;
        do
        {
            last = await look();
            if (satisfies(last)) return last;
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        while (TimeProvider.System.GetElapsedTime(started) < deadline);
        throw new TimeoutException($"Not within {deadline.TotalSeconds} s: {what}. Seen last: {last}");
    }

    public static Task HoldsAsync(string what, TimeSpan deadline, Func<Task<bool>> look) => BecomesAsync(what, deadline, look, seen => seen);

    public static Task HoldsAsync(string what, TimeSpan deadline, Func<bool> look) => HoldsAsync(what, deadline, () => Task.FromResult(look()));
}
