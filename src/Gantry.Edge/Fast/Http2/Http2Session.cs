using Gantry.Edge.Fast.Http2.Hpack;
using Gantry.Edge.Guards;

namespace Gantry.Edge.Fast.Http2;

/// <summary>The frames of one client, and its streams (RFC 9113).</summary>
internal sealed unsafe partial class Http2Session
{
    /// <summary>So often is read before others have their turn.</summary>
    private const int AtOnce = 4;

    /// <summary>From the word that it ends to the end, in milliseconds: in it requests arrive that are on their way.</summary>
    private const long Grace = 500;

    private readonly ClientPeer client;
    private readonly Loop loop;
    private readonly HpackReader fields = new();
    private readonly Dictionary<int, Http2Stream> streams = [];
    private readonly Queue<Http2Stream> blocked = new();
    private readonly List<Http2Stream> ticking = [], fresh = [];
    private readonly PartedBlock block;
    private byte[]? kept;
    private int keptLength;
    private Window window = new(Window.First);
    private Credit credit = new(Settings.ConnectionWindow);
    private int last;
    private long idleSince, drainingSince = -1;
    private readonly SessionPace pace;
    private bool hasPreface, hasSettings, isOver, isSoon, hasSaidLast;

    public Http2Session(ClientPeer client)
    {
        (this.client, loop) = (client, client.Loop);
        Out = new Outbox(client);
        block = new PartedBlock(loop.Buffers);
        idleSince = loop.Now;
        pace = new SessionPace(loop.Parts.Guests, loop.Now);
        Out.Frame(FrameKind.Settings, 0, 0, Settings.Ours);
        Out.Number(FrameKind.WindowUpdate, 0, Settings.ConnectionWindow - Window.First);
        Soon();
        if (loop.IsFinishing || loop.IsDraining) Drain();
    }

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public ClientPeer Client => client;
    public Outbox Out { get; }
    public Settings Peer { get; } = new();

    /// <summary>How much of contents may be sent now, of whichever stream.</summary>
    public int Room => Math.Min(window.Left, Out.Room);

    /// <summary>What streams may send in all is used up.</summary>
    public bool IsFull => credit.IsUsedUp;

    /// <summary>As of <see cref="Guards.IGuest"/>.</summary>
    public long IdleFor => streams.Count == 0 ? loop.Clock - Volatile.Read(ref idleSince) : -1;

    /// <summary>Reads what there is, behind what was read of the connection before.</summary>
    public void Read()
    {
        for (var reads = 0; client.IsReadable && !isOver; reads++)
        {
            if (reads == AtOnce)
            {
                loop.Again(client);
                return;
            }
            var before = keptLength;
            kept.AsSpan(0, before).CopyTo(new Span<byte>(loop.Frames, before));
            var got = client.ReceiveBody(loop.Frames + before, Loop.FramesRoom - before);
            if (got == -1) return;
            if (got <= 0) Gone();
            else TakeAll(new ReadOnlySpan<byte>(loop.Frames, before + got));
        }
    }

    /// <summary>Takes what is whole of it, and keeps the rest.</summary>
    public void TakeAll(ReadOnlySpan<byte> bytes)
    {
        var used = Take(bytes);
        BeginFresh();
        if (isOver) return;
        Keep(bytes[used..]);
        pace.Follow(block.IsOpen || !hasSettings || (keptLength > 3 && kept![3] == (byte)FrameKind.Headers), used > 0 && !block.IsOpen, loop.Now);
        if (Out.IsOverrun) Gone();
    }

    /// <summary>Sends what was put together. Called once for everything that happened at a time.</summary>
    public void Flush()
    {
        isSoon = false;
        if (isOver || client.IsClosed) return;
        if (!Out.Flush()) Gone();
        else if (!client.HasUnsent && blocked.Count > 0) Resume();
    }

    public void Soon()
    {
        if (isSoon) return;
        isSoon = true;
        loop.Soon(this);
    }

    public void Tick(long now)
    {
        if (drainingSince >= 0 && !hasSaidLast && now - drainingSince >= Grace)
        {
            hasSaidLast = true;
            Out.GoAway(last, Fault.None);
            Soon();
        }
        if (pace.IsSlowHead(now) || pace.IsSlowReader(client, streams.Values.Any(static stream => stream.HasUnsent), now))
        {
            End(Fault.EnhanceYourCalm);
            return;
        }
        if (streams.Count == 0)
        {
            if (hasSaidLast || now - idleSince >= pace.IdleLimit) End(Fault.None);
            return;
        }
        ticking.AddRange(streams.Values);
        foreach (var stream in ticking)
        {
            if (!isOver && stream.Session == this && !stream.Tick(now)) End(Fault.EnhanceYourCalm);
        }
        ticking.Clear();
    }

    /// <summary>No new requests: the client is told, and those that it has sent meanwhile are served.</summary>
    public void Drain()
    {
        if (drainingSince >= 0 || isOver) return;
        drainingSince = loop.Now;
        Out.GoAway(int.MaxValue, Fault.None);
        Soon();
    }

    /// <summary>The client has gone, or is not to be served any more.</summary>
    public void Gone()
    {
        if (isOver) return;
        Abandon();
        client.Close();
    }

    /// <summary>Ends all requests without a word.</summary>
    public void Abandon()
    {
        if (isOver) return;
        isOver = true;
        foreach (var stream in streams.Values.ToArray()) stream.ClientGone();
        streams.Clear();
        blocked.Clear();
        fresh.Clear();
        Out.Drop();
        block.Close();
        Keep(default);
    }

    public void Remove(Http2Stream stream)
    {
        if (streams.Remove(stream.Id)) idleSince = loop.Now;
    }

    /// <summary>Ends a stream. What it is still sent is not looked at.</summary>
    public void Reset(int stream, Fault fault)
    {
        Out.Number(FrameKind.Reset, stream, (int)fault);
        Soon();
    }

    public void Used(int length)
    {
        window.Use(length);
        pace.Given(length);
    }

    /// <summary>Its contents wait until there is room for them.</summary>
    public void Blocked(Http2Stream stream) => blocked.Enqueue(stream);

    /// <summary>So much of what the client sent is not held any more.</summary>
    public void Consumed(int length)
    {
        if (credit.GiveBack(length) is not (> 0 and var more)) return;
        Out.Number(FrameKind.WindowUpdate, 0, more);
        Soon();
    }

    /// <summary>
    /// What came together is looked at to its end before any of it is served: a request that is taken back in the same breath costs no replica anything.
    /// </summary>
    private void BeginFresh()
    {
        // One that was taken back may be here a second time, for another request.
        for (var i = 0; i < fresh.Count; i++)
        {
            if (fresh[i] is { IsFresh: true } stream && stream.Session == this) stream.Begin();
        }
        fresh.Clear();
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        if (!hasPreface)
        {
            if (bytes.Length < Preface.Length && Preface.StartsWith(bytes)) return 0;
            if (!bytes.StartsWith(Preface))
            {
                End(Fault.Protocol);
                return 0;
            }
            hasPreface = true;
            at = Preface.Length;
        }
        while (bytes.Length - at >= FrameHead.Size)
        {
            var head = FrameHead.Read(bytes[at..]);
            var fault = head.Length > FrameHead.Most ? Fault.FrameSize : Fault.None;
            if (fault == Fault.None)
            {
                if (bytes.Length - at - FrameHead.Size < head.Length) break;
                fault = Take(head, bytes.Slice(at + FrameHead.Size, head.Length));
            }
            if (fault != Fault.None) End(fault);
            if (isOver) return 0;
            at += FrameHead.Size + head.Length;
        }
        return at;
    }

    private Fault Take(FrameHead head, ReadOnlySpan<byte> payload)
    {
        // Settings come first, and nothing comes between the parts of a block (RFC 9113, 3.4 and 6.10).
        if (!hasSettings && (head.Kind != FrameKind.Settings || head.Has(FrameHead.Ack))) return Fault.Protocol;
        if (block.IsOpen && (head.Kind != FrameKind.Continuation || head.Stream != block.Head.Stream)) return Fault.Protocol;
        switch (head.Kind)
        {
            case FrameKind.Data:
                return TakeData(head, payload);
            case FrameKind.Headers:
                if ((head.Stream & 1) == 0 || !head.TryContents(payload, out var part)) return Fault.Protocol;
                if (head.Has(FrameHead.EndHeaders)) return TakeFields(head, part);
                return block.Open(head, part) ? Fault.None : Fault.EnhanceYourCalm;
            case FrameKind.Continuation:
                if (!block.IsOpen) return Fault.Protocol;
                if (!block.Add(payload)) return Fault.EnhanceYourCalm;
                return head.Has(FrameHead.EndHeaders) ? TakeBlock() : Fault.None;
            case FrameKind.Reset:
                return TakeReset(head, payload);
            case FrameKind.Settings:
                return TakeSettings(head, payload);
            case FrameKind.Push:
                return Fault.Protocol;
            case FrameKind.Ping:
                if (head.Stream != 0) return Fault.Protocol;
                if (payload.Length != sizeof(long)) return Fault.FrameSize;
                if (head.Has(FrameHead.Ack)) return Trifle();
                Out.Frame(FrameKind.Ping, FrameHead.Ack, 0, payload);
                Soon();
                return Trifle();
            case FrameKind.GoAway:
                return head.Stream == 0 ? Fault.None : Fault.Protocol;
            case FrameKind.WindowUpdate:
                return TakeWindow(head, payload);
            case FrameKind.Priority:
                if (head.Stream == 0) return Fault.Protocol;
                return payload.Length == 5 ? Trifle() : Fault.FrameSize;
            default:
                return Trifle();
        }
    }

    /// <summary>Costs next to nothing, and some clients say much of it: they measure their connections by it.</summary>
    private Fault Trifle() => pace.Trifle(loop.Now);

    private Fault Waste() => pace.Waste(loop.Now);

    private void Resume()
    {
        for (var left = blocked.Count; left > 0 && blocked.Count > 0; left--)
        {
            var stream = blocked.Dequeue();
            if (stream.Session == this) stream.Resume();
        }
        if (!Out.IsEmpty) Soon();
    }

    /// <summary>Says why, and goodbye.</summary>
    public void End(Fault fault)
    {
        if (isOver) return;
        Out.GoAway(last, fault);
        _ = Out.Flush();
        Abandon();
        if (fault == Fault.EnhanceYourCalm) client.SendAway();
        else client.Leave();
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        var before = kept;
        kept = rest.IsEmpty ? null : loop.Buffers.Rent(FrameHead.Size + FrameHead.Most);
        rest.CopyTo(kept);
        keptLength = rest.Length;
        if (before is not null) loop.Buffers.Return(before);
    }
}
