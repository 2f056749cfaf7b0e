namespace Gantry.Cli.Starting;

/// <summary>Waiting for something that tells nobody when it happens.</summary>
public static class Deadline
{
    /// <summary>Asks until it is so; false when the time is up.</summary>
    public static async Task<bool> UntilAsync(TimeProvider clock, TimeSpan within, Func<Task<bool>> condition, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(began) >= within) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancel);
        }

        return true;
    }
}
