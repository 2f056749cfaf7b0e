using Gantry.Edge.Mirror.Decisions;

namespace Gantry.Edge.Mirror;

/// <summary>
/// Whether a place is worth a copy. One that fails is left alone for a while and then tried by a single copy: making copies, and connections for
/// them, that come to nothing would cost clients time. Times in milliseconds, of one clock.
/// </summary>
internal sealed class MirrorHealth
{
    /// <summary>Until when it is left alone; 0: it is not.</summary>
    private long until;
    private int failures, pauses;

    /// <summary>As of the copies that have ended.</summary>
    public bool IsOut => Volatile.Read(ref until) != 0;

    /// <summary>From any thread.</summary>
    /// <param name="isTrial">It is the one that says whether others may follow.</param>
    public bool Takes(TimeProvider time, out bool isTrial)
    {
        isTrial = false;
        var end = Volatile.Read(ref until);
        if (end == 0) return true;
        var now = Now(time);
        // Whoever is first tries, and if nothing is heard of that somebody else does after a pause.
        return isTrial = now >= end && Interlocked.CompareExchange(ref until, now + MirrorRule.PauseAfter(pauses), end) == end;
    }

    /// <summary>On the thread of the mirror.</summary>
    public void Answered()
    {
        failures = pauses = 0;
        Volatile.Write(ref until, 0);
    }

    /// <summary>On the thread of the mirror.</summary>
    /// <param name="refused">There was no connection.</param>
    /// <param name="isTrial">Of others that were on their way when it began to fail nothing is learned any more.</param>
    public void Failed(TimeProvider time, bool refused, bool isTrial)
    {
        if (IsOut && !isTrial) return;
        if (!MirrorRule.IsOut(++failures, refused)) return;
        Volatile.Write(ref until, Now(time) + MirrorRule.PauseAfter(pauses++));
    }

    private static long Now(TimeProvider time) => time.GetTimestamp() / (time.TimestampFrequency / 1000);
}
