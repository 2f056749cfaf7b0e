using System.Runtime.InteropServices;
using Gantry.Edge.Fast.Kernel;

namespace Gantry.Edge.Fast.Tls;

/// <summary>
/// Where a session reads records from and writes them to. What it writes is put together in memory, so that however many records an answer has,
/// it goes out by one call of the system; and what it reads is asked of the kernel only while the kernel may have some.
/// </summary>
internal unsafe struct CipherPort
{
    private const int SourceSink = 0x0400, Number = 100;

    private static readonly nint Kind = MakeKind();

    /// <summary>The socket to read from; -1: from <see cref="In"/>.</summary>
    public int Handle;
    public byte* In;
    public int InLeft;

    /// <summary>Where to write to, how much is there, and how much there is room for.</summary>
    public byte* Out;
    public int OutLength, OutRoom;

    /// <summary>The socket may have more to read; it is broken; its other side has ended its half, which is told once and not again.</summary>
    public bool HasMore, IsBroken, IsEnding;

    /// <summary>Makes one for a session, which frees it and not what is in it.</summary>
    public static nint Around(CipherPort* port)
    {
        var made = Libcrypto.NewPort(Kind);
        Libcrypto.SetData(made, port);
        return made;
    }

    private static nint MakeKind()
    {
        var kind = Libcrypto.NewKind(Number | SourceSink, "gantry");
        _ = Libcrypto.SetRead(kind, &Read);
        _ = Libcrypto.SetWrite(kind, &Write);
        _ = Libcrypto.SetControl(kind, &Control);
        return kind;
    }

    [UnmanagedCallersOnly]
    private static int Read(nint bio, byte* to, int most)
    {
        var port = (CipherPort*)Libcrypto.Data(bio);
        var got = port->Handle < 0 ? port->Take(to, most) : port->Receive(to, most);
        if (got < 0 && !port->IsBroken) Libcrypto.SetFlags(bio, Libcrypto.RetryRead);
        else if (got <= 0) Libcrypto.ClearFlags(bio, Libcrypto.AllRetry);
        return got;
    }

    [UnmanagedCallersOnly]
    private static int Write(nint bio, byte* from, int length)
    {
        var port = (CipherPort*)Libcrypto.Data(bio);
        var part = Math.Min(length, port->OutRoom - port->OutLength);
        if (part == 0 && length > 0)
        {
            Libcrypto.SetFlags(bio, Libcrypto.RetryWrite);
            return -1;
        }
        new ReadOnlySpan<byte>(from, part).CopyTo(new Span<byte>(port->Out + port->OutLength, part));
        port->OutLength += part;
        return part;
    }

    /// <summary>There is nothing to flush, and nothing else is known.</summary>
    [UnmanagedCallersOnly]
    private static nint Control(nint bio, int what, nint number, void* pointer) => what == Libcrypto.Flush ? 1 : 0;

    private int Take(byte* to, int most)
    {
        if (InLeft == 0) return HasMore ? -1 : 0;
        var part = Math.Min(most, InLeft);
        new ReadOnlySpan<byte>(In, part).CopyTo(new Span<byte>(to, part));
        In += part;
        InLeft -= part;
        return part;
    }

    private int Receive(byte* to, int most)
    {
        if (!HasMore) return -1;
        while (true)
        {
            var got = (int)Libc.Receive(Handle, to, most, 0);
            // As a connection without TLS has it: less than there was room for is all there is, but for the end.
            if (got >= 0)
            {
                HasMore = got == most || got == 0 || IsEnding;
                return got;
            }
            var error = Libc.Errno;
            if (error == Libc.EIntr) continue;
            if (error == Libc.EAgain) HasMore = false;
            else IsBroken = true;
            return -1;
        }
    }
}
