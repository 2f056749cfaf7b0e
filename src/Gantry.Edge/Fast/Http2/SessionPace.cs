using Gantry.Edge.Guards;

namespace Gantry.Edge.Fast.Http2;

/// <summary>How long a client of HTTP/2 may take: for its heads, and to take what waits for it, be it in the kernel or for want of a window.</summary>
internal sealed class SessionPace
{
    private readonly Guests guests;
    private ClientPace kernel, windows;
    private Allowance waste = new(400, 100), trifles = new(10_000, 5_000);
    private long given, since;
    private bool isWithinHead;

    public SessionPace(Guests guests, long now)
    {
        this.guests = guests;
        (kernel, windows, since, isWithinHead) = (new ClientPace(guests.Limits), new ClientPace(guests.Limits), now, true);
        kernel.Begin();
        windows.Begin();
    }

    /// <summary>In milliseconds.</summary>
    public long IdleLimit => (long)guests.Limits.Idle.TotalMilliseconds;

    /// <summary>Something was read.</summary>
    /// <param name="within">It ends within a head, or before there was anything.</param>
    /// <param name="anew">That head has only begun.</param>
    public void Follow(bool within, bool anew, long now)
    {
        if (!isWithinHead || anew) since = now;
        isWithinHead = within;
    }

    /// <summary>So much of answers was given to the connection.</summary>
    public void Given(int length) => given += length;

    public bool IsSlowHead(long now) => isWithinHead && now - since >= (long)guests.Limits.Head.TotalMilliseconds && Is(Guarded.SlowHead);

    /// <param name="isWaiting">Something waits for a window.</param>
    public bool IsSlowReader(ClientPeer client, bool isWaiting, long now) =>
        (IsBehind(ref kernel, client.HasUnsent, client.HasUnsent ? client.Acknowledged : 0, now) || IsBehind(ref windows, isWaiting && !client.HasUnsent, given, now)) && Is(Guarded.SlowReader);

    /// <summary>It made work that came to nothing.</summary>
    public Fault Waste(long now) => waste.Use(now) || !Is(Guarded.TakenBack) ? Fault.None : Fault.EnhanceYourCalm;

    /// <summary>It said something that asks for nothing.</summary>
    public Fault Trifle(long now) => trifles.Use(now) || !Is(Guarded.Chatter) ? Fault.None : Fault.EnhanceYourCalm;

    private bool Is(Guarded what)
    {
        guests.Tally.Count(what);
        return true;
    }

    private static bool IsBehind(ref ClientPace pace, bool isWaiting, long taken, long now)
    {
        if (isWaiting) return pace.IsDue(now) && pace.TakesTooLittle(taken, now);
        pace.TookAll();
        return false;
    }
}
