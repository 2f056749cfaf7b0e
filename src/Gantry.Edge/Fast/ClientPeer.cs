using System.Net;
using Gantry.Edge.Decisions;
using Gantry.Edge.Decisions.Guarding;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Heads;
using Gantry.Edge.Fast.Http2;
using Gantry.Edge.Fast.Kernel;
using Gantry.Edge.Guards;
using Gantry.Edge.Listening;
using Gantry.Edge.Tls.Clients;

namespace Gantry.Edge.Fast;

/// <summary>A connection of a client: reads one request after the other. What becomes of each is the business of its <see cref="Errand"/>.</summary>
internal unsafe partial class ClientPeer : Peer, IClientSide, IGuest
{
    /// <summary>In milliseconds.</summary>
    private const long FarewellLimit = 2_000;

    private static readonly long SilenceLimit = (long)Doorway.Silence.TotalMilliseconds;

    private readonly ListenTarget target;
    private readonly Errand errand;
    private byte[]? buffer;
    private int from, to;
    private Doing doing;
    private long since;
    private bool wasServed, collects;
    private ClientPace pace;
    private Http2Session? session;

    public ClientPeer(Loop loop, int handle, IPAddress remote, ListenTarget target) : base(loop, handle)
    {
        this.target = target;
        Address = remote;
        Key = ClientKey.Of(remote);
        Arrival = Arrival.At(target, remote, loop.Parts.Listeners.Trust);
        From = new Asker(remote, Arrival.IsBelieved);
        errand = new Errand(this);
        pace = new ClientPace(loop.Parts.Guests.Limits);
        since = loop.Now;
        loop.Parts.Guests.Enter(this);
    }

    private enum Doing
    {
        /// <summary>Nothing was said yet.</summary>
        Arriving,

        /// <summary>Between requests, or within a head.</summary>
        Reading,

        /// <summary>A request is on its way.</summary>
        Serving,

        /// <summary>Its frames are read and written by a session of HTTP/2.</summary>
        Sharing,

        /// <summary>Everything was answered; what the client still sends is not looked at.</summary>
        Leaving,
    }

    public Arrival Arrival { get; }
    public Asker From { get; }
    public IPAddress Address { get; }
    public long IdleFor => doing == Doing.Sharing ? session!.IdleFor : doing is Doing.Arriving or Doing.Reading && !collects ? Loop.Clock - since : -1;
    public ref ClientPace Pace => ref pace;

    /// <inheritdoc cref="ClientKey"/>
    public ulong Key { get; }

    /// <summary>It came over TLS.</summary>
    public virtual bool IsSecure => false;

    /// <inheritdoc cref="IClientSide.Proof"/>
    public virtual ClientProof? Proof => null;

    /// <summary>What was read and not used yet, starting with the head of the request that is on its way until that is dropped.</summary>
    public ReadOnlySpan<byte> Unused => buffer.AsSpan(from, to - from);

    public override void Happened(uint what)
    {
        Note(what);
        switch (doing)
        {
            case Doing.Arriving or Doing.Reading:
                if (IsReadable) Read();
                break;
            case Doing.Serving:
                Serve(what);
                break;
            case Doing.Sharing:
                Share(what);
                break;
            default:
                if (HasUnsent) SendRest();
                else if (IsReadable) Farewell();
                break;
        }
    }

    public override void Tick(long now)
    {
        var waited = now - since;
        switch (doing)
        {
            case Doing.Arriving:
                // A port that may speak anything: the server may be the one to begin.
                if (target is { Route: not null, SpeaksHttp: false } && waited >= SilenceLimit) Lead((door, socket, stopping) => door.HearServerAsync(socket, Arrival, stopping));
                else if (waited >= Limit(Loop.Parts.Guests.Limits.Idle)) Close();
                break;
            case Doing.Reading:
                if (collects && pace.SaysTooLittle(now)) TooSlow(Guarded.SlowBody, Answer.BodyTimeout);
                else if (!collects && from < to && waited >= Limit(Loop.Parts.Guests.Limits.Head)) TooSlow(Guarded.SlowHead, Answer.HeadTimeout);
                else if (from == to && waited >= Limit(Loop.Parts.Guests.Limits.Idle)) Close();
                break;
            case Doing.Serving:
                if (!HasUnsent) pace.TookAll();
                else if (pace.IsDue(now) && pace.TakesTooLittle(Acknowledged, now)) errand.ClientTooSlow(Guarded.SlowReader);
                if (doing == Doing.Serving) errand.Tick();
                break;
            case Doing.Sharing:
                session!.Tick(now);
                break;
            default:
                if (waited >= (isNotHeard ? Standing : FarewellLimit)) Close();
                break;
        }
    }

    /// <summary>The loop ends: nothing of a request is taken up any more.</summary>
    public virtual void CloseIfIdle()
    {
        if (doing is Doing.Arriving or Doing.Reading && from == to) Close();
        else if (doing == Doing.Sharing) session!.Drain();
        else if (isNotHeard) Close();
    }

    public void Dismiss() => Loop.Post(() =>
    {
        if (IsClosed || doing is Doing.Leaving) return;
        if (IdleFor < 0) Loop.Parts.Guests.Enter(this);
        else if (doing == Doing.Sharing) session!.End(Fault.None);
        else Close();
    });

    /// <summary>Another process is in charge: where there is a word for that, the client is told to go there with its next request.</summary>
    public void Finish() => session?.Drain();

    public override void GiveUp()
    {
        errand.Abandon();
        session?.Abandon();
        Reset();
    }

    /// <summary>Ends it in a way that cannot be taken for the end of an answer.</summary>
    public virtual void Reset()
    {
        if (!IsClosed) Libc.ResetOnClose(Handle);
        Close();
    }

    public override void Close()
    {
        if (IsClosed) return;
        session?.Abandon();
        DropBuffer();
        Loop.Parts.Guests.Leave(this);
        Interlocked.Decrement(ref Loop.Clients);
        base.Close();
    }

    /// <summary>So much of what was read is used.</summary>
    public void Use(int length) => from += length;

    /// <summary>Reads more of the body of the request that is on its way.</summary>
    public int ReceiveBody(byte* into, int most) => Receive(into, most);

    public void GoOnLater() => Loop.Again(this);

    /// <summary>The request on its way is over, and its answer is sent.</summary>
    /// <param name="keeps">The connection may have another.</param>
    public void Next(bool keeps)
    {
        since = Loop.Now;
        wasServed = true;
        if (!keeps || Loop.IsDraining)
        {
            // With nothing left to read, closing does not break the answer off.
            if (from == to && !IsReadable) Close();
            else Leave();
            return;
        }
        doing = Doing.Reading;
        if (from < to) Look();
        else if (IsReadable) Read();
        else DropBuffer();
    }

    /// <summary>Gives an answer of the edge's own, and goodbye.</summary>
    /// <param name="retryAfter">In seconds; 0: it does not say.</param>
    public void Refuse(Answer answer, int retryAfter = 0)
    {
        var length = answer.Write(Loop.Date, errand.IsStrict ? ResponseWriter.StrictTransport : default, new Span<byte>(Loop.Out, Loop.Room), retryAfter);
        if (!Send(Loop.Out, length)) Close();
        else Leave();
    }

    /// <summary>From here on requests are read.</summary>
    protected void BeginReading()
    {
        since = Loop.Now;
        doing = Doing.Reading;
        if (IsReadable) Read();
    }

    /// <summary>From here on frames are read.</summary>
    protected void BeginSharing()
    {
        session = new Http2Session(this);
        doing = Doing.Sharing;
        var read = new Span<byte>(Loop.Frames, Unused.Length);
        Unused.CopyTo(read);
        DropBuffer();
        session.TakeAll(read);
        if (doing == Doing.Sharing && !IsClosed) session.Read();
    }

    private void Share(uint what)
    {
        var shared = session!;
        if ((what & (Libc.EpollHup | Libc.EpollErr)) != 0 || (HasUnsent && (what & Libc.EpollOut) != 0 && !SendUnsent()))
        {
            shared.Gone();
            return;
        }
        if ((what & Libc.EpollOut) != 0) shared.Soon();
        if (IsReadable) shared.Read();
    }

    private void Serve(uint what)
    {
        if ((what & (Libc.EpollHup | Libc.EpollErr)) != 0)
        {
            errand.ClientGone();
            return;
        }
        if (HasUnsent && (what & Libc.EpollOut) != 0)
        {
            if (!SendUnsent())
            {
                errand.ClientGone();
                return;
            }
            if (!HasUnsent) errand.ClientTakesMore();
        }
        if (IsReadable && doing == Doing.Serving) errand.ClientSaysMore();
    }

    private void Read()
    {
        if (doing == Doing.Arriving && target.Route is not null && !IsHttp()) return;
        buffer ??= Loop.Buffers.Rent(BufferShelf.HeadRoom);
        MakeRoom();
        int got;
        fixed (byte* start = buffer) got = Receive(start + to, buffer.Length - to);
        if (got is 0 or -2)
        {
            Close();
            return;
        }
        if (got < 0)
        {
            if (from == to) DropBuffer();
            return;
        }
        if (from == to || doing == Doing.Arriving) since = Loop.Now;
        if (collects) pace.Said(got, Loop.Now);
        doing = Doing.Reading;
        to += got;
        Look();
    }

    /// <summary>A port of a service, of which only the first bytes say whether HTTP is spoken there. Nothing of them is taken.</summary>
    private bool IsHttp()
    {
        const int Glance = 512;
        var glance = stackalloc byte[Glance];
        var got = (int)Libc.Receive(Handle, glance, Glance, Libc.MsgPeek);
        if (got > 0 && Sniffer.Look(new ReadOnlySpan<byte>(glance, got)) is Wire.Http1 or Wire.Http2) return true;
        if (got < 0 && Libc.Errno is Libc.EAgain or Libc.EIntr) IsReadable = false;
        else if (got <= 0) Close();
        else Lead((door, socket, stopping) => door.MeetAsync(socket, target, Arrival, stopping));
        return false;
    }

    private void Look()
    {
        switch (Loop.Request.Read(Unused))
        {
            case HeadVerdict.Whole when IsShortOfBody():
                Collect();
                break;
            case HeadVerdict.Whole:
                if (!collects) pace.Begin();
                collects = false;
                doing = Doing.Serving;
                errand.Begin();
                break;
            case HeadVerdict.Partial when to - from < BufferShelf.HeadRoom:
                if (IsReadable) Read();
                break;
            default:
                // Prior knowledge of HTTP/2 is for the start of a connection.
                if (!wasServed && Sniffer.Look(Unused) == Wire.Http2) BeginSharing();
                else HandOver();
                break;
        }
    }

    /// <summary>
    /// A body that fits in here is waited for before a replica is troubled with it: many that come slowly would cost it a connection
    /// each, and it may have few.
    /// </summary>
    private bool IsShortOfBody() => Loop.Request is { ContentLength: > 0, Length: var head } request
        && request.ContentLength <= BufferShelf.HeadRoom - head && to - from < head + request.ContentLength;

    private void Collect()
    {
        if (!collects) pace.Begin();
        collects = true;
        pace.Waits(Loop.Now);
        if (IsReadable) Read();
    }

    private void TooSlow(Guarded how, Answer answer)
    {
        Loop.Parts.Guests.Tally.Count(how);
        Loop.Parts.Traffic.Unrouted.Count(new Seen.Passed(answer.Status, (Loop.Now - since) * 1000, 0, 0));
        Refuse(answer);
    }

    private static long Limit(TimeSpan time) => (long)time.TotalMilliseconds;

    private void MakeRoom()
    {
        if (from == 0) return;
        Unused.CopyTo(buffer);
        (from, to) = (0, to - from);
    }

    private void DropBuffer()
    {
        if (buffer is not null) Loop.Buffers.Return(buffer);
        (buffer, from, to) = (null, 0, 0);
    }
}
