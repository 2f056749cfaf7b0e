using System.Buffers.Text;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Heads;
using Gantry.Edge.Fast.Http2;
using Gantry.Edge.Routing;

namespace Gantry.Edge.Fast;

/// <summary>How far an answer came.</summary>
internal enum Relayed
{
    /// <summary>The replica has no more for now, or the client takes no more for now.</summary>
    NothingNow,

    /// <summary>All of it is sent, or waits for the client alone.</summary>
    Whole,

    /// <summary>The replica ended before its answer began, or what it said is no answer.</summary>
    NoAnswer,

    /// <summary>The replica ended within its answer, of which the client has a part.</summary>
    Torn,
    ClientGone,
}

/// <summary>Passes an answer on, no faster than the client takes it.</summary>
internal unsafe struct AnswerRelay(IClientSide client)
{
    /// <summary>So often is read before others have their turn.</summary>
    private const int AtOnce = 8;

    /// <summary>So much is read at once for a client that does not keep up, or while many don't.</summary>
    private const int Little = BufferShelf.HeadRoom;

    /// <summary>With so much kept for clients nobody is read ahead for any more. Of each loop.</summary>
    private const long Plenty = 32 * 1024 * 1024;

    private readonly Loop loop = client.Loop;

    /// <summary>Takes an answer in parts, where that is so.</summary>
    private readonly Http2Stream? stream = client as Http2Stream;
    private Framing framing;
    private ChunkScan chunks;
    private long left;
    private bool toHead, isStrict, dirty;
    private string? cookie;
    private long content;

    /// <summary>The client has something of it.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The replica has said anything at all.</summary>
    public bool HasHeard { get; private set; }
    public bool IsOver { get; private set; }

    /// <summary>The client was told that its connection ends with this.</summary>
    public bool SaidClose { get; private set; }

    /// <summary>The connection to the replica can have a next request.</summary>
    public bool Keeps { get; private set; }

    /// <summary>What the client was told; 0: nothing yet.</summary>
    public int Status { get; private set; }

    /// <summary>Bytes of the body so far, without what is around them.</summary>
    public long Content => framing == Framing.Chunked ? chunks.Content : content;

    /// <param name="strict">The client is told to come over TLS alone.</param>
    public void Begin(bool head, bool strict)
    {
        isStrict = strict;
        (toHead, HasBegun, HasHeard, IsOver, Keeps, dirty, SaidClose) = (head, false, false, false, false, false, false);
        (chunks, content, Status) = (default, 0, 0);
    }

    public Relayed Pass(ReplicaPeer replica, ReplicaClaim claim, bool closes)
    {
        for (var reads = 0; replica.IsReadable && !client.HasUnsent; reads++)
        {
            if (reads == AtOnce)
            {
                loop.Again(replica);
                break;
            }
            var most = replica.HasKept ? Loop.Room : client.Pace.IsSlow || loop.Buffers.Lent > Plenty ? Little : stream?.Wanted ?? Loop.Room;
            var got = replica.Read(loop.In, HasBegun && framing == Framing.Length ? (int)Math.Min(left, most) : most, out var before);
            if (got == -1) return Relayed.NothingNow;
            if (got <= 0) return Ended(got);
            HasHeard = true;
            var result = HasBegun ? Body(loop.In, got) : Head(replica, claim, before + got, closes);
            if (result != Relayed.NothingNow) return result;
        }
        return Relayed.NothingNow;
    }

    private Relayed Ended(int got)
    {
        if (!HasBegun) return Relayed.NoAnswer;
        if (got < 0 || framing != Framing.UntilClose) return Relayed.Torn;
        Keeps = false;
        IsOver = true;
        if (stream is not null)
        {
            stream.SendBody(default, ends: true);
            return Relayed.Whole;
        }
        return Say("0\r\n\r\n"u8) ? Relayed.Whole : Relayed.ClientGone;
    }

    private Relayed Head(ReplicaPeer replica, ReplicaClaim claim, int length, bool closes)
    {
        var start = loop.In;
        var response = loop.Response;
        while (true)
        {
            var bytes = new ReadOnlySpan<byte>(start, length);
            var verdict = response.Read(bytes);
            if (verdict == HeadVerdict.Partial && length < Loop.Room)
            {
                replica.Keep(bytes);
                return Relayed.NothingNow;
            }
            // Nobody asked for a change of protocol.
            if (verdict != HeadVerdict.Whole || response.Status == 101) return Relayed.NoAnswer;
            if (response.Status >= 200) break;
            // What comes before the answer is not passed on.
            start += response.Length;
            length -= response.Length;
        }
        replica.DropKept();
        claim.Answered(response.Status);
        cookie = client.IsSecure && claim.Cookie is { } open ? open + "; Secure" : claim.Cookie;
        framing = response.FramingOf(toHead);
        left = framing == Framing.Length ? response.ContentLength : 0;
        Keeps = response.Keeps && framing != Framing.UntilClose;
        (HasBegun, Status) = (true, response.Status);
        SaidClose = closes;
        return Begun(start, length, closes);
    }

    /// <summary>Writes the new head in front of the body that has come with the old one, so that both go in one piece.</summary>
    private Relayed Begun(byte* start, int length, bool closes)
    {
        if (stream is not null) return BegunShared(start, length);
        var response = loop.Response;
        var head = ResponseWriter.Write(response, new ReadOnlySpan<byte>(start, length), framing, closes, loop.Date, isStrict, new Span<byte>(loop.Out, Loop.Room + Loop.Margin), cookie);
        var body = start + response.Length;
        var part = length - response.Length;
        part = Take(ref body, part);
        if (part < 0)
        {
            // What is right of it is not worth the trouble.
            _ = client.Send(loop.Out, head);
            return Relayed.Torn;
        }
        new ReadOnlySpan<byte>(loop.Out, head).CopyTo(new Span<byte>(body - head, head));
        if (!client.Send(body - head, head + part)) return Relayed.ClientGone;
        return Close();
    }

    private Relayed BegunShared(byte* start, int length)
    {
        var response = loop.Response;
        var body = start + response.Length;
        var part = Contents(body, length - response.Length);
        if (part < 0) return Relayed.Torn;
        var block = AnswerBlock.Write(response, new ReadOnlySpan<byte>(start, response.Length), framing, loop.Date, isStrict, new Span<byte>(loop.Out, Loop.Room), cookie);
        if (block < 0) return Relayed.Torn;
        stream!.SendHead(new ReadOnlySpan<byte>(loop.Out, block), IsOver && part == 0);
        if (part > 0) stream.SendBody(new ReadOnlySpan<byte>(body, part), IsOver);
        return Close();
    }

    private Relayed BodyShared(byte* body, int length)
    {
        var part = Contents(body, length);
        if (part < 0) return Relayed.Torn;
        stream!.SendBody(new ReadOnlySpan<byte>(body, part), IsOver);
        return Close();
    }

    /// <summary>What is in the part of the body, without chunks around it.</summary>
    private int Contents(byte* body, int length)
    {
        if (framing != Framing.Chunked)
        {
            var part = framing == Framing.UntilClose ? length : Part(body, length);
            content += part;
            return part;
        }
        var contents = chunks.Unwrap(new Span<byte>(body, length), out var used);
        IsOver = chunks.IsOver;
        if (used < length) dirty = true;
        return contents;
    }

    private Relayed Body(byte* body, int part)
    {
        if (stream is not null) return BodyShared(body, part);
        part = Take(ref body, part);
        if (part < 0) return Relayed.Torn;
        if (!client.Send(body, part)) return Relayed.ClientGone;
        return Close();
    }

    private Relayed Close()
    {
        if (!IsOver) return Relayed.NothingNow;
        if (dirty) Keeps = false;
        return Relayed.Whole;
    }

    private int Take(ref byte* body, int length)
    {
        if (framing != Framing.UntilClose)
        {
            var part = Part(body, length);
            if (part > 0) content += part;
            return part;
        }
        content += length;
        Wrap(ref body, ref length);
        return length;
    }

    /// <returns>How much of it belongs to the body; -1: it is malformed.</returns>
    private int Part(byte* body, int length)
    {
        int part;
        switch (framing)
        {
            case Framing.Chunked:
                part = chunks.Follow(new ReadOnlySpan<byte>(body, length));
                IsOver = chunks.IsOver;
                break;
            default:
                part = (int)Math.Min(left, length);
                left -= part;
                IsOver = left == 0;
                break;
        }
        if (part < length) dirty = true;
        return part;
    }

    /// <summary>An answer that ends with its connection is made chunks of, whose end can be told from a broken one.</summary>
    private static void Wrap(ref byte* body, ref int length)
    {
        if (length == 0) return;
        const int LongestSize = 16;
        Span<byte> size = stackalloc byte[LongestSize];
        Utf8Formatter.TryFormat((uint)length, size, out var digits, 'x');
        "\r\n"u8.CopyTo(size[digits..]);
        "\r\n"u8.CopyTo(new Span<byte>(body + length, 2));
        body -= digits + 2;
        size[..(digits + 2)].CopyTo(new Span<byte>(body, digits + 2));
        length += digits + 4;
    }

    private bool Say(ReadOnlySpan<byte> what)
    {
        what.CopyTo(new Span<byte>(loop.Out, what.Length));
        return client.Send(loop.Out, what.Length);
    }
}
