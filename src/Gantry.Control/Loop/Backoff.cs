namespace Gantry.Control.Loop;

/// <summary>How long to wait before another try: doubles with each failure in a row, up to a limit.</summary>
public sealed record Backoff(TimeSpan First, TimeSpan Limit)
{
    public static Backoff Default { get; } = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10));

    /// <param name="failures">Failures in a row, from 1.</param>
    public TimeSpan After(int failures)
    {
        var wait = First;
        for (var n = 1; n < failures && wait < Limit; n++) wait *= 2;
        return wait < Limit ? wait : Limit;
    }
}
