namespace Gantry.Edge.Guards.Decisions;

/// <summary>
/// Whether bytes come, or are taken, fast enough. Waiting for them costs time, and each byte gives some back, but never more than was
/// there at first: who was fast for an hour may not be slow for the next. Time in milliseconds.
/// </summary>
internal struct Allowance
{
    private long left, since;
    private bool waits;

    /// <summary>Begins anew.</summary>
    public void Begin(long grace) => (left, waits) = (grace, false);

    /// <summary>From here on it is the other side that is waited for.</summary>
    public void Waits(long now)
    {
        if (waits) return;
        (waits, since) = (true, now);
    }

    /// <summary>Nobody is waited for, and nothing moved.</summary>
    public void Rests() => waits = false;

    /// <summary>It could not do better: what was waited for so far does not count.</summary>
    public void Excuse(long now) => since = now;

    /// <summary>Something moved. Nobody is waited for until <see cref="Waits"/>.</summary>
    /// <param name="rate">Bytes a second, above zero.</param>
    public void Moved(long bytes, long now, int rate, long grace)
    {
        if (waits) left -= now - since;
        waits = false;
        left = Math.Min(grace, left + (bytes * 1000 / rate));
    }

    /// <summary>As of when something moved last.</summary>
    public readonly bool IsOut => left < 0;

    /// <summary>It was waited for too long.</summary>
    public readonly bool IsSpent(long now) => waits && left < now - since;
}
