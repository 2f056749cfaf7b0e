using Gantry.Edge.Fast;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Kernel;

namespace Gantry.Edge.Mirror;

/// <summary>A connection to a replica that gets copies. Of what it answers is looked only at the status and where it ends.</summary>
internal sealed unsafe class MirrorPeer(Loop loop, int handle, MirrorPlace place) : Peer(loop, handle)
{
    /// <summary>An answer may take so long, in milliseconds.</summary>
    private const long Limit = 10_000;

    /// <summary>As long as others are kept for a next request.</summary>
    private const long IdleLimit = 1000;

    private MirrorCopy? copy;
    private ChunkScan chunks;
    private Framing framing;
    private byte[]? kept;
    private int keptLength, status;
    private long since, left;
    private bool keeps;

    public bool IsConnected { get; set; }

    public void Begin(MirrorCopy next)
    {
        (copy, since, status) = (next, Loop.Now, 0);
        if (IsConnected) Say();
    }

    public override void Happened(uint what)
    {
        if (!IsConnected)
        {
            if ((what & (Libc.EpollOut | Ending)) == 0) return;
            if (Libc.ErrorOf(Handle) != 0)
            {
                Fail(refused: true);
                return;
            }
            if ((what & Libc.EpollOut) == 0) return;
            IsConnected = true;
            Note(what);
            Say();
            return;
        }
        Note(what);
        if (copy is null)
        {
            if ((what & (Libc.EpollIn | Ending)) != 0) Fail();
            return;
        }
        if (HasUnsent && (what & (Libc.EpollOut | Ending)) != 0 && !SendUnsent()) Fail();
        else if (IsReadable) Hear();
    }

    public override void Tick(long now)
    {
        if (now - since >= (copy is null ? IdleLimit : Limit)) Fail(refused: !IsConnected);
    }

    public override void GiveUp() => Fail();

    public override void Close()
    {
        DropKept();
        base.Close();
    }

    private void Say()
    {
        bool taken;
        fixed (byte* bytes = copy!.Bytes) taken = Send(bytes, copy.Length);
        if (!taken) Fail();
    }

    private void Fail(bool refused = false) => End(Mirrored.Failed, refused);

    private void End(Mirrored how, bool refused = false)
    {
        if (IsClosed) return;
        var had = copy;
        copy = null;
        Close();
        place.Lost(this, had, how, refused);
    }

    private void Hear()
    {
        while (copy is not null && IsReadable)
        {
            var before = keptLength;
            if (before > 0) kept.AsSpan(0, before).CopyTo(new Span<byte>(Loop.In, before));
            DropKept();
            var got = Receive(Loop.In + before, Loop.Room - before);
            if (got <= 0)
            {
                if (got == -1) Keep(new ReadOnlySpan<byte>(Loop.In, before));
                else if (got == 0 && status > 0 && framing == Framing.UntilClose) End(How);
                else Fail();
                return;
            }
            var bytes = new ReadOnlySpan<byte>(Loop.In, before + got);
            if (status == 0 && !Head(ref bytes)) continue;
            Body(bytes);
        }
    }

    private Mirrored How => status >= 500 ? Mirrored.ServerError : Mirrored.Answered;

    /// <returns>False: it has not come to its end, or is no head.</returns>
    private bool Head(ref ReadOnlySpan<byte> bytes)
    {
        var response = Loop.Response;
        while (true)
        {
            var verdict = response.Read(bytes);
            if (verdict == HeadVerdict.Partial && bytes.Length < BufferShelf.HeadRoom)
            {
                Keep(bytes);
                return false;
            }
            if (verdict != HeadVerdict.Whole || response.Status == 101)
            {
                Fail();
                return false;
            }
            bytes = bytes[response.Length..];
            if (response.Status >= 200) break;
        }
        status = response.Status;
        framing = response.FramingOf(copy!.ToHead);
        left = framing == Framing.Length ? response.ContentLength : 0;
        keeps = response.Keeps && framing != Framing.UntilClose;
        chunks = default;
        return true;
    }

    private void Body(ReadOnlySpan<byte> bytes)
    {
        var part = bytes.Length;
        switch (framing)
        {
            case Framing.UntilClose:
                return;
            case Framing.Chunked:
                part = chunks.Follow(bytes);
                if (part < 0) Fail();
                if (part < 0 || !chunks.IsOver) return;
                break;
            default:
                part = (int)Math.Min(left, part);
                left -= part;
                if (left > 0) return;
                break;
        }
        if (!keeps || part < bytes.Length || HasUnsent || IsEnding)
        {
            End(How);
            return;
        }
        var had = copy!;
        (copy, since) = (null, Loop.Now);
        place.Rest(this, had, How);
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty) return;
        kept = Loop.Buffers.Rent(part.Length);
        part.CopyTo(kept);
        keptLength = part.Length;
    }

    private void DropKept()
    {
        if (kept is not null) Loop.Buffers.Return(kept);
        (kept, keptLength) = (null, 0);
    }
}
