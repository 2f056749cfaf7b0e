namespace Gantry.Edge.Guards.Decisions;

/// <summary>
/// Follows the frames of an HTTP/2 client (RFC 9113, 4.1), to count those that cost it nothing and others something. Takes the bytes in pieces
/// of any size, from the preface on.
/// </summary>
internal struct FrameScan()
{
    /// <summary>How long is counted together, in milliseconds.</summary>
    public const long Window = 10_000;

    /// <summary>Twice as many as may be open at once: who goes away may take back all of them.</summary>
    private const int FreelyTakenBack = 512;

    /// <summary>Clients that measure the way knock often, for a while.</summary>
    private const int FreeChatter = 10_000;

    private const int Preface = 24, HeaderLength = 9;
    private const byte Data = 0, Headers = 1, Reset = 3, PushPromise = 5, GoAway = 7, WindowUpdate = 8, Continuation = 9;
    private const byte EndOfStream = 1;

    private int skip = Preface, have, length;
    private byte type, flags;

    /// <summary>Requests.</summary>
    public int Asked { get; private set; }

    /// <summary>Requests that the client has no use for any more (CVE-2023-44487).</summary>
    public int TakenBack { get; private set; }

    /// <summary>Frames that ask for nothing: settings, knocks, preferences, pieces of heads and bodies without anything in them.</summary>
    public int Chatter { get; private set; }

    public readonly bool TakesBackTooMuch => TakenBack > FreelyTakenBack && TakenBack > Asked / 2;

    public readonly bool ChattersTooMuch => Chatter > FreeChatter;

    public void Follow(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length;)
        {
            if (skip > 0)
            {
                var step = Math.Min(skip, bytes.Length - i);
                (skip, i) = (skip - step, i + step);
                continue;
            }
            Take(bytes[i++]);
        }
    }

    /// <summary>Begins to count anew.</summary>
    public void Forget() => (Asked, TakenBack, Chatter) = (0, 0, 0);

    private void Take(byte one)
    {
        if (have < 3) length = have == 0 ? one : (length << 8) | one;
        else if (have == 3) type = one;
        else if (have == 4) flags = one;
        if (++have < HeaderLength) return;
        (have, skip) = (0, length);
        switch (type)
        {
            case Headers:
                Asked++;
                break;
            case Reset:
                TakenBack++;
                break;
            case Data when length > 0 || (flags & EndOfStream) != 0:
            case Continuation when length > 0:
            case WindowUpdate or GoAway or PushPromise:
                break;
            default:
                Chatter++;
                break;
        }
    }
}
