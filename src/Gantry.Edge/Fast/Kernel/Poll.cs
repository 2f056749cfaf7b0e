using System.Runtime.InteropServices;

namespace Gantry.Edge.Fast.Kernel;

/// <summary>
/// One epoll of the kernel and a bell to wake who waits in it. What happens is told by token, not by handle: the kernel gives the
/// number of a closed handle to the next one, and a happening of the old may still be in the batch.
/// </summary>
internal sealed unsafe class Poll : IDisposable
{
    private const int Most = 256;

    /// <summary>The kernel packs the structure on x86-64 and nowhere else.</summary>
    private static readonly int Size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int TokenAt = Size - 8;

    private readonly int epoll;
    private readonly int bell;
    private readonly byte[] memory = GC.AllocateArray<byte>(Most * Size, pinned: true);
    private readonly byte* happenings;

    public Poll()
    {
        epoll = Libc.EpollCreate(Libc.SockCloseOnExec);
        bell = Libc.EventHandle(0, Libc.SockCloseOnExec | Libc.SockNonBlock);
        happenings = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        if (epoll < 0 || bell < 0 || !Watch(bell, Bell, Libc.EpollIn)) throw new IOException($"The kernel gives no epoll (errno {Libc.Errno}).");
    }

    /// <summary>The token of the bell.</summary>
    public static ulong Bell => ulong.MaxValue;

    public bool Watch(int handle, ulong token, uint what)
    {
        var happening = stackalloc byte[16];
        *(uint*)happening = what;
        *(ulong*)(happening + TokenAt) = token;
        return Libc.EpollControl(epoll, Libc.Add, handle, happening) == 0;
    }

    public void Forget(int handle)
    {
        var nothing = stackalloc byte[16];
        _ = Libc.EpollControl(epoll, Libc.Remove, handle, nothing);
    }

    /// <param name="milliseconds">-1: without end.</param>
    /// <returns>How many happenings there are.</returns>
    public int Wait(int milliseconds) => Math.Max(0, Libc.EpollWait(epoll, happenings, Most, milliseconds));

    public uint What(int index) => *(uint*)(happenings + (index * Size));

    public ulong Token(int index) => *(ulong*)(happenings + (index * Size) + TokenAt);

    /// <summary>Wakes who waits. From any thread.</summary>
    public void Ring()
    {
        var one = 1L;
        _ = Libc.Write(bell, &one, sizeof(long));
    }

    public void Hush()
    {
        long rung;
        _ = Libc.Read(bell, &rung, sizeof(long));
    }

    public void Dispose()
    {
        _ = Libc.Close(bell);
        _ = Libc.Close(epoll);
    }
}
