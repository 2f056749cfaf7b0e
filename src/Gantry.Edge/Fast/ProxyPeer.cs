using System.Net;
using Gantry.Edge.Fast.Kernel;
using Gantry.Edge.Forwarding;
using Gantry.Edge.Forwarding.Decisions;

namespace Gantry.Edge.Fast;

/// <summary>A connection that has to say first whom it is from. When it has, it is a connection of that one; of what follows nothing is read.</summary>
internal sealed unsafe class ProxyPeer(Loop loop, int handle, IPAddress remote, Action<int, IPAddress> welcome) : Peer(loop, handle)
{
    private static readonly long Limit = (long)ProxyGreeting.Limit.TotalMilliseconds;

    private readonly long since = loop.Now;

    public override void Happened(uint what)
    {
        Note(what);
        var glance = stackalloc byte[ProxyGreeting.Room];
        var got = (int)Libc.Receive(Handle, glance, ProxyGreeting.Room, Libc.MsgPeek);
        if (got < 0 && Libc.Errno is Libc.EAgain or Libc.EIntr) return;
        var verdict = got <= 0 ? ProxyVerdict.Malformed : ProxyHeader.Read(new ReadOnlySpan<byte>(glance, got), out var length, out var source);
        if (verdict == ProxyVerdict.Partial && !IsEnding) return;
        if (verdict != ProxyVerdict.Whole)
        {
            Close();
            return;
        }
        _ = ProxyHeader.Read(new ReadOnlySpan<byte>(glance, got), out length, out source);
        // It is all there: it was just looked at.
        for (var taken = 0; taken < length;)
        {
            var took = (int)Libc.Receive(Handle, glance, length - taken, 0);
            if (took > 0) taken += took;
            else if (took == 0 || Libc.Errno != Libc.EIntr)
            {
                Close();
                return;
            }
        }
        // In this order there is no moment at which nobody is there.
        welcome(Detach(), source?.Address ?? remote);
        Interlocked.Decrement(ref Loop.Clients);
    }

    public override void Tick(long now)
    {
        if (now - since >= Limit) Close();
    }

    public override void GiveUp() => Close();

    public override void Close()
    {
        if (!IsClosed) Interlocked.Decrement(ref Loop.Clients);
        base.Close();
    }
}
