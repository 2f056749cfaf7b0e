using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Heads;
using Gantry.Edge.Fast.Http2.Visits;
using Gantry.Edge.Guards;
using Gantry.Edge.Listening;
using Gantry.Edge.Tls.Clients;

namespace Gantry.Edge.Fast.Http2;

/// <summary>One request of HTTP/2. Used again for others, of whichever connection of its loop.</summary>
internal sealed unsafe class Http2Stream : IClientSide
{
    /// <summary>A client that lets an answer stand for so long, in milliseconds, without taking a byte of it is not served any more.</summary>
    private const long StallLimit = 60_000;

    /// <summary>So long, in milliseconds, the rest of a request is heard out that was answered before its end: clients are not good at being interrupted.</summary>
    private const long HearingLimit = 5_000;

    private readonly Errand errand;
    private readonly Held head = new(), body = new(), unsent = new();
    private Visit? visit;
    private Window window;
    private Credit credit;
    private long bodyLeft, began, stalledSince, answeredSince = -1;
    private ClientPace pace;
    private bool collects, hasEnded, endsAfter, isLeaving, isOn, isToHead, isUnusual;

    public Http2Stream(Loop loop)
    {
        Loop = loop;
        errand = new Errand(this);
        pace = new ClientPace(loop.Parts.Guests.Limits);
    }

    public Http2Session? Session { get; private set; }
    public int Id { get; private set; }
    public Loop Loop { get; }
    public Arrival Arrival => Session!.Client.Arrival;
    public Asker From => Session!.Client.From;
    public ulong Key => Session!.Client.Key;
    public bool IsSecure => Session!.Client.IsSecure;
    public ClientProof? Proof => Session!.Client.Proof;
    public ref ClientPace Pace => ref pace;
    public ReadOnlySpan<byte> Unused => head.Bytes;
    public bool IsReadable => body.Length > 0;
    public bool IsEnding => false;
    public bool HasUnsent => unsent.Length > 0;

    /// <summary>How much of an answer it is worth having at once: not more than is taken, beyond a little.</summary>
    public int Wanted => Math.Clamp(Math.Min(window.Left, Session!.Room), FrameHead.Most, Loop.Room);

    /// <summary>It was read, and nothing was done for it yet.</summary>
    public bool IsFresh { get; private set; }

    /// <summary>Takes the request that was just read.</summary>
    /// <param name="ends">It has no body.</param>
    public void Arrive(Http2Session session, int id, bool ends)
    {
        (Session, Id, hasEnded, endsAfter, isLeaving, isOn) = (session, id, ends, false, false, true);
        (collects, began) = (false, Loop.Now);
        pace.Begin();
        (window, credit) = (new Window(session.Peer.WindowSize), new Credit(Settings.StreamWindow));
        var fields = Loop.Fields;
        (bodyLeft, answeredSince) = (fields.ContentLength, -1);
        var length = fields.Write(new Span<byte>(Loop.Out, Loop.Room));
        head.Add(Loop.Buffers, new ReadOnlySpan<byte>(Loop.Out, length));
        isToHead = Unused.StartsWith("HEAD "u8);
        (isUnusual, IsFresh) = (fields.IsUnusual, true);
    }

    /// <summary>Has it served.</summary>
    public void Begin()
    {
        IsFresh = false;
        // What is unusual in HTTP/1.1 is here too.
        if (isUnusual || head.Length > BufferShelf.HeadRoom || Loop.Request.Read(Unused) != HeadVerdict.Whole) HandOver();
        else if (bodyLeft > 0 && bodyLeft + body.Length <= BufferShelf.HeadRoom - head.Length) Collect();
        else errand.Begin();
    }

    /// <param name="padding">That came with it.</param>
    public void TakeData(ReadOnlySpan<byte> contents, int padding, bool ends)
    {
        if (hasEnded)
        {
            Session!.Consumed(contents.Length + padding);
            Fail(Fault.StreamClosed);
            return;
        }
        if (!credit.Take(contents.Length + padding))
        {
            Fail(Fault.FlowControl);
            return;
        }
        hasEnded = ends;
        if (bodyLeft >= 0)
        {
            bodyLeft -= contents.Length;
            // As much as was said, no more and no less (RFC 9113, 8.1.1).
            if (bodyLeft < 0 || (ends && bodyLeft > 0))
            {
                Session!.Consumed(contents.Length + padding);
                Fail(Fault.Protocol);
                return;
            }
        }
        if (answeredSince >= 0)
        {
            Consumed(contents.Length + padding);
            if (ends) Finish();
            return;
        }
        Consumed(padding);
        pace.Said(contents.Length, Loop.Now);
        if (visit is not null)
        {
            visit.Take(contents, ends);
            return;
        }
        if (isLeaving)
        {
            Consumed(contents.Length);
            return;
        }
        body.Add(Loop.Buffers, contents);
        if (IsFresh) return;
        if (collects) Collect();
        else if (contents.Length > 0) errand.ClientSaysMore();
    }

    /// <summary>So much of the body is not held any more.</summary>
    public void Consumed(int length)
    {
        if (length == 0 || Session is null) return;
        Session.Consumed(length);
        if (hasEnded || credit.GiveBack(length) is not (> 0 and var more)) return;
        Session.Out.Number(FrameKind.WindowUpdate, Id, more);
        Session.Soon();
    }

    /// <returns>False: the window would be larger than a window may be.</returns>
    public bool Widen(long more) => window.Add(more);

    /// <summary>There is room again, perhaps.</summary>
    public void Resume()
    {
        if (!HasUnsent) return;
        var sent = Push(unsent.Bytes, endsAfter);
        if (sent > 0) stalledSince = Loop.Now;
        unsent.Use(Loop.Buffers, sent);
        if (HasUnsent) Session!.Blocked(this);
        else if (isLeaving) Finish();
        else if (visit is not null) visit.TakesMore();
        else errand.ClientTakesMore();
    }

    /// <returns>False: the client takes nothing.</returns>
    public bool Tick(long now)
    {
        if (HasUnsent && now - stalledSince >= StallLimit) return false;
        if (answeredSince >= 0 && now - answeredSince >= HearingLimit)
        {
            // The rest is not wanted (RFC 9113, 8.1).
            Session!.Reset(Id, Fault.None);
            Release();
        }
        else if (!isLeaving)
        {
            Waits(now);
        }
        return true;
    }

    public void ClientGone()
    {
        if (!isOn) return;
        if (visit is null && !isLeaving && !collects && !IsFresh) errand.ClientGone();
        else Close();
    }

    /// <summary>The client has broken the rules of a stream.</summary>
    public void Fail(Fault fault)
    {
        if (!isOn) return;
        Session!.Reset(Id, fault);
        ClientGone();
    }

    public void SendHead(ReadOnlySpan<byte> block, bool ends)
    {
        var session = Session!;
        if (session.Peer.OwesTable)
        {
            // In front of the block that comes first after it was asked for.
            session.Peer.OwesTable = false;
            byte[] first = [Hpack.HpackWriter.NoTable, .. block];
            SendBlock(first, ends);
        }
        else
        {
            SendBlock(block, ends);
        }
        session.Soon();
    }

    public void SendBody(ReadOnlySpan<byte> bytes, bool ends)
    {
        endsAfter = ends;
        if (bytes.IsEmpty && !ends) return;
        var sent = HasUnsent ? 0 : Push(bytes, ends);
        if (sent == bytes.Length) return;
        if (!HasUnsent)
        {
            stalledSince = Loop.Now;
            Session!.Blocked(this);
        }
        unsent.Add(Loop.Buffers, bytes[sent..]);
    }

    public bool Send(byte* from, int length) => throw new NotSupportedException("Answers are sent in parts.");

    public void Use(int length) => head.Use(Loop.Buffers, length);

    public int ReceiveBody(byte* into, int most)
    {
        var part = Math.Min(most, body.Length);
        if (part == 0) return -1;
        body.Bytes[..part].CopyTo(new Span<byte>(into, part));
        body.Use(Loop.Buffers, part);
        Consumed(part);
        return part;
    }

    /// <summary>All that is there is taken at once.</summary>
    public void GoOnLater()
    {
    }

    public void Next(bool keeps) => Finish();

    public void Leave() => Finish();

    public void Close() => Release();

    public void Reset()
    {
        if (!isOn) return;
        Session!.Reset(Id, Fault.Internal);
        Release();
    }

    public void GiveUp()
    {
        errand.Abandon();
        Reset();
    }

    public void Refuse(Answer answer, int retryAfter = 0)
    {
        var block = new Span<byte>(Loop.Out, Loop.Room);
        var strict = errand.IsStrict;
        SendHead(block[..AnswerBlock.Write(answer, Loop.Date, strict, block, retryAfter)], ends: isToHead);
        (isLeaving, collects) = (true, false);
        if (!isToHead) SendBody(answer.Text, ends: true);
        if (!HasUnsent) Finish();
    }

    public void HandOver(Action? first = null)
    {
        visit = new Visit(this, head.Bytes, hasBody: body.Length > 0 || (!hasEnded && bodyLeft != 0));
        head.Drop(Loop.Buffers);
        visit.Start(first);
        if (body.Length == 0) return;
        visit.Take(body.Bytes, hasEnded);
        body.Drop(Loop.Buffers);
    }

    /// <summary>The general lane has answered it, or given it up.</summary>
    public void VisitLeaves(bool isWhole)
    {
        if (!isWhole) Reset();
        else if (HasUnsent) isLeaving = true;
        else Finish();
    }

    /// <summary>A small body is waited for before a replica is troubled with it, as in HTTP/1.1.</summary>
    private void Collect()
    {
        collects = bodyLeft > 0;
        if (collects)
        {
            pace.Waits(Loop.Now);
            return;
        }
        Loop.Request.Read(Unused);
        errand.Begin();
    }

    private void Waits(long now)
    {
        // What all streams have room for together may be taken up by others.
        if (Session!.IsFull) pace.Excuse(now);
        if (visit is not null)
        {
            if (visit.IsWaiting) pace.Waits(now);
            if (!pace.SaysTooLittle(now) || !visit.IsWaiting) return;
            Loop.Parts.Guests.Tally.Count(Guarded.SlowBody);
            visit.TooSlow();
        }
        else if (!collects)
        {
            errand.Tick();
        }
        else if (pace.SaysTooLittle(now))
        {
            Loop.Parts.Guests.Tally.Count(Guarded.SlowBody);
            Loop.Parts.Traffic.Unrouted.Count(new Seen.Passed(Answer.BodyTimeout.Status, (now - began) * 1000, 0, 0));
            Refuse(Answer.BodyTimeout);
        }
    }

    public bool Has(Visit asked) => isOn && visit == asked;

    private void Finish()
    {
        if (!isOn) return;
        if (hasEnded || bodyLeft == 0)
        {
            Release();
            return;
        }
        (isLeaving, answeredSince) = (true, Loop.Now);
        Consumed(DropBody());
    }

    private void Release()
    {
        if (!isOn) return;
        isOn = IsFresh = false;
        var left = DropBody();
        head.Drop(Loop.Buffers);
        unsent.Drop(Loop.Buffers);
        Session!.Remove(this);
        Session.Consumed(left);
        Session = null;
        Loop.Return(this);
    }

    /// <returns>How much of it was not used.</returns>
    private int DropBody()
    {
        var left = body.Length + (visit?.Outstanding ?? 0);
        body.Drop(Loop.Buffers);
        visit?.Gone();
        visit = null;
        return left;
    }

    /// <returns>How much there was room for.</returns>
    private int Push(ReadOnlySpan<byte> bytes, bool ends)
    {
        var session = Session!;
        var sent = 0;
        do
        {
            var part = Math.Max(0, Math.Min(Math.Min(bytes.Length - sent, FrameHead.Most), Math.Min(session.Room, window.Left)));
            if (part == 0 && bytes.Length > 0) break;
            var isLast = ends && sent + part == bytes.Length;
            session.Out.Frame(FrameKind.Data, isLast ? FrameHead.EndStream : (byte)0, Id, bytes.Slice(sent, part));
            session.Used(part);
            window.Use(part);
            sent += part;
        }
        while (sent < bytes.Length);
        session.Soon();
        return sent;
    }

    private void SendBlock(ReadOnlySpan<byte> block, bool ends)
    {
        var kind = FrameKind.Headers;
        do
        {
            var part = block[..Math.Min(block.Length, FrameHead.Most)];
            block = block[part.Length..];
            var flags = (block.IsEmpty ? FrameHead.EndHeaders : 0) | (ends && kind == FrameKind.Headers ? FrameHead.EndStream : 0);
            Session!.Out.Frame(kind, (byte)flags, Id, part);
            kind = FrameKind.Continuation;
        }
        while (!block.IsEmpty);
    }
}
