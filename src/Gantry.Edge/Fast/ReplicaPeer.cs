using Gantry.Edge.Fast.Kernel;
using Gantry.Edge.Tcp;

namespace Gantry.Edge.Fast;

/// <summary>A connection to a replica: waiting in its pool, or at work for one client.</summary>
internal sealed unsafe class ReplicaPeer(Loop loop, int handle, ReplicaPool pool) : Peer(loop, handle)
{
    private static readonly long ConnectLimit = (long)Dial.Limit.TotalMilliseconds;

    private readonly long began = loop.Now;
    private byte[]? kept;
    private int keptLength;

    public bool IsConnected { get; set; }

    /// <summary>It has served a request before, so the replica may be closing it as the next one is sent.</summary>
    public bool IsUsed { get; set; }
    public long IdleSince { get; set; }

    /// <summary>A part of a head waits for the rest.</summary>
    public bool HasKept => keptLength > 0;

    /// <summary>The request that it has; null: it is idle.</summary>
    public Errand? Errand { get; set; }

    public override void Happened(uint what)
    {
        if (!IsConnected)
        {
            FinishConnecting(what);
            return;
        }
        Note(what);
        if (Errand is not { } errand)
        {
            if ((what & (Libc.EpollIn | Ending)) == 0) return;
            // The replica ends it, or says something that nobody asked for.
            pool.Lost(this);
            Close();
            return;
        }
        if (HasUnsent && (what & (Libc.EpollOut | Ending)) != 0)
        {
            if (!SendUnsent()) errand.ReplicaTakesNoMore();
            else if (!HasUnsent) errand.ReplicaTakesMore();
        }
        if (IsReadable && Errand == errand) errand.ReplicaSaysSomething();
    }

    public override void Tick(long now)
    {
        if (!IsConnected && now - began >= (Errand?.ConnectLimit ?? ConnectLimit)) Errand?.ReplicaRefused();
    }

    public override void GiveUp()
    {
        if (Errand is { } errand) errand.GiveUp();
        else pool.Lost(this);
        Close();
    }

    /// <summary>Reads behind what was kept, to <paramref name="to"/>, where all of it is then.</summary>
    /// <returns>As <see cref="Peer.Receive"/>; what was kept is not counted.</returns>
    public int Read(byte* to, int most, out int before)
    {
        before = keptLength;
        if (kept is not null) kept.AsSpan(0, before).CopyTo(new Span<byte>(to, before));
        return Receive(to + before, most - before);
    }

    /// <summary>Keeps a part of a head until there is more.</summary>
    public void Keep(ReadOnlySpan<byte> part)
    {
        if (kept is null || kept.Length < part.Length)
        {
            DropKept();
            kept = Loop.Buffers.Rent(part.Length);
        }
        part.CopyTo(kept);
        keptLength = part.Length;
    }

    public void DropKept()
    {
        if (kept is not null) Loop.Buffers.Return(kept);
        (kept, keptLength) = (null, 0);
    }

    /// <summary>Its request is over, and it can have another.</summary>
    public void Rest()
    {
        DropKept();
        Errand = null;
        IsUsed = true;
        pool.Return(this);
    }

    public override void Close()
    {
        DropKept();
        base.Close();
    }

    private void FinishConnecting(uint what)
    {
        if ((what & (Libc.EpollOut | Ending)) == 0) return;
        if (Libc.ErrorOf(Handle) != 0)
        {
            Errand?.ReplicaRefused();
            return;
        }
        // Of a socket that has not begun to connect yet the kernel says that it hung up.
        if ((what & Libc.EpollOut) == 0) return;
        IsConnected = true;
        Note(what);
        Errand?.ReplicaConnected();
    }
}
