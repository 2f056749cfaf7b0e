namespace Gantry.Edge;

/// <summary>Wakes everybody who waits for something to change. Take <see cref="Next"/> before looking at what may have changed.</summary>
public sealed class Pulse
{
    private TaskCompletionSource next = New();

    public Task Next => Volatile.Read(ref next).Task;

    public void Beat() => Interlocked.Exchange(ref next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
