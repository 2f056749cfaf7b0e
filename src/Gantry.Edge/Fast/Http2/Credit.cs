namespace Gantry.Edge.Fast.Http2;

/// <summary>What the other side may still send us, and what is owed to it for what was used of that (RFC 9113, 6.9).</summary>
internal struct Credit(int window)
{
    private readonly int whole = window;
    private int left = window, owed;

    /// <returns>False: it sends more than it may.</returns>
    public bool Take(int length)
    {
        left -= length;
        return left >= 0;
    }

    /// <summary>Nothing more may be sent for now.</summary>
    public readonly bool IsUsedUp => left <= 0;

    /// <returns>What to tell the other side now; 0: nothing yet.</returns>
    public int GiveBack(int length)
    {
        owed += length;
        if (owed < whole / 2) return 0;
        var more = owed;
        (left, owed) = (left + owed, 0);
        return more;
    }
}
