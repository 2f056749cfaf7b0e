using System.Net;
using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Kernel;
using Gantry.Edge.Tls.Clients;

namespace Gantry.Edge.Fast.Tls;

/// <summary>A client that came over TLS: the same as one without, once the handshake is over.</summary>
internal sealed unsafe class TlsClientPeer : ClientPeer
{
    /// <summary>For a handshake, in milliseconds, as the general lane has it.</summary>
    private const long HandshakeLimit = 10_000;

    private readonly TlsLink link;
    private readonly long began;
    private bool isLeaving;

    public TlsClientPeer(Loop loop, int handle, IPAddress remote, ListenTarget target) : base(loop, handle, remote, target)
    {
        link = loop.Parts.Tls!.Begin(handle, loop.Sealed, Loop.SealedRoom);
        began = loop.Now;
    }

    public override bool IsSecure => true;
    public override ClientProof? Proof => link.Proof;

    public override void Happened(uint what)
    {
        if ((what & (Libc.EpollIn | Ending)) != 0) link.Note((what & Ending) != 0);
        if (link.IsReady || isLeaving)
        {
            base.Happened(what);
            return;
        }
        Note(what);
        if (HasUnsent && !SendUnsent()) Close();
        else if (!HasUnsent) Handshake();
    }

    public override void Tick(long now)
    {
        if (link.IsReady || isLeaving) base.Tick(now);
        else if (now - began >= HandshakeLimit) Close();
    }

    public override void CloseIfIdle()
    {
        if (link.IsReady) base.CloseIfIdle();
        else Close();
    }

    public override bool Send(byte* from, int length)
    {
        if (!link.Write(from, length)) return false;
        return SendWritten();
    }

    public override void Close()
    {
        if (IsClosed) return;
        // Whoever hears it knows that nothing was cut off. Of what is unsent something was.
        if (!isLeaving && !HasUnsent) SayGoodbye();
        link.Dispose();
        base.Close();
    }

    public override void Reset()
    {
        // No goodbye: it was cut off.
        isLeaving = true;
        base.Reset();
    }

    protected override int Receive(byte* to, int most)
    {
        // What is not looked at need not be opened.
        if (isLeaving) return base.Receive(to, most);
        var total = 0;
        var got = 0;
        // A record at a time is given out; what is wanted is what there is.
        do
        {
            got = link.Read(to + total, most - total);
            if (got > 0) total += got;
        }
        while (got > 0 && total < most && link.HasMore);
        IsReadable = got >= 0 ? link.HasMore : got != -1;
        // Answers of the protocol itself, such as to a change of keys.
        if (!link.Written.IsEmpty && !SendWritten()) return total > 0 ? total : -2;
        return total > 0 ? total : got;
    }

    protected override void SayGoodbye()
    {
        isLeaving = true;
        link.SayGoodbye();
        _ = SendWritten();
    }

    protected override Action Given(byte[] read)
    {
        var (general, arrival, rest, given) = (Loop.Parts.General, Arrival, Unsent.ToArray(), link);
        given.Unplug();
        var socket = DetachAsSocket();
        return () => general.HandOver(socket, Wire.Http1, arrival, read, given, rest);
    }

    private void Handshake()
    {
        var goesOn = link.Handshake();
        if (!SendWritten())
        {
            Close();
            return;
        }
        // Scanners, clients without our name, old clients: they were told why.
        if (!goesOn || link.IsForChallenge) Leave();
        else if (link.IsReady) Begin();
    }

    private void Begin()
    {
        IsReadable = link.HasMore;
        if (link.Wire == Wire.Http2) BeginSharing();
        else BeginReading();
    }

    private bool SendWritten()
    {
        var length = link.Written.Length;
        link.Taken();
        return length == 0 || base.Send(Loop.Sealed, length);
    }
}
