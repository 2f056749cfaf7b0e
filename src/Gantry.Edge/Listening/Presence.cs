namespace Gantry.Edge.Listening;

/// <summary>How many connections are somewhere between their door and their end, outside of the loops. From any thread.</summary>
public sealed class Presence
{
    private int count;

    public int Count => Volatile.Read(ref count);

    public void Enter() => Interlocked.Increment(ref count);

    public void Leave() => Interlocked.Decrement(ref count);

    public async Task LeaveAfter(Task task)
    {
        try
        {
            await task;
        }
        finally
        {
            Leave();
        }
    }
}
