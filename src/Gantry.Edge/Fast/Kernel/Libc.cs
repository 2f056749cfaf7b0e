using System.Runtime.InteropServices;

namespace Gantry.Edge.Fast.Kernel;

/// <summary>The calls of the system that the loop makes. Blittable all of them: nothing is copied or allocated on the way.</summary>
internal static unsafe partial class Libc
{
    public const int EpollIn = 0x1, EpollOut = 0x4, EpollErr = 0x8, EpollHup = 0x10, EpollRdHup = 0x2000;
    public const uint EpollExclusive = 1u << 28, EpollEdge = 1u << 31;
    public const int Add = 1, Remove = 2;

    public const int EIntr = 4, EAgain = 11, ENoMem = 12, ENFile = 23, EMFile = 24, EInProgress = 115, ENoBufs = 105;
    public const int MsgPeek = 2, MsgNoSignal = 0x4000;
    public const int ReadWrite = 2, Create = 0x40;
    public const int SockStream = 1, SockNonBlock = 0x800, SockCloseOnExec = 0x80000;
    private const uint OutQueue = 0x5411;

    public const int SolSocket = 1, SoError = 4, SoLinger = 13, IpProtoTcp = 6, TcpNoDelay = 1, ShutWrite = 1;

    /// <summary>Of the last call of this thread that failed.</summary>
    public static int Errno => Marshal.GetLastSystemError();

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int handle, void* happening);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, void* happenings, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    public static partial int EventHandle(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int handle, void* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int handle, void* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "recv")]
    public static partial nint Receive(int handle, void* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    public static partial nint Send(int handle, void* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "accept4")]
    public static partial int Accept(int handle, byte* address, int* length, int flags);

    [LibraryImport("libc", EntryPoint = "socket")]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect")]
    public static partial int Connect(int handle, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    public static partial int SetOption(int handle, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    public static partial int GetOption(int handle, int level, int option, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    public static partial int Shutdown(int handle, int how);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock")]
    public static partial int Lock(int handle, int operation);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int handle, nuint request, int* value);

    /// <summary>Bytes that the kernel has and the other side has not acknowledged; 0 where it cannot say.</summary>
    public static int Unacknowledged(int handle)
    {
        var bytes = 0;
        return Control(handle, OutQueue, &bytes) == 0 ? bytes : 0;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int niceness);

    /// <summary>Gives this thread what time others leave. On Linux that is said of a thread, though it is named for a process.</summary>
    public static void ComeLast()
    {
        const int OfProcess = 0, Most = 19;
        _ = SetPriority(OfProcess, 0, Most);
    }

    public static void NoDelay(int handle)
    {
        var on = 1;
        _ = SetOption(handle, IpProtoTcp, TcpNoDelay, &on, sizeof(int));
    }

    /// <summary>
    /// For a connection that does not leave the machine: nothing between its ends can be congested, so the algorithm that costs least is
    /// the best. It is in every kernel.
    /// </summary>
    public static void CheapestFlow(int handle)
    {
        const int TcpCongestion = 13;
        fixed (byte* name = "reno"u8) _ = SetOption(handle, IpProtoTcp, TcpCongestion, name, 4);
    }

    /// <summary>Makes the close that follows one that the peer cannot take for an orderly end.</summary>
    public static void ResetOnClose(int handle)
    {
        var linger = stackalloc int[2] { 1, 0 };
        _ = SetOption(handle, SolSocket, SoLinger, linger, 2 * sizeof(int));
    }

    /// <summary>The error that a connection attempt ended with; 0 for none.</summary>
    public static int ErrorOf(int handle)
    {
        int error = 0, length = sizeof(int);
        return GetOption(handle, SolSocket, SoError, &error, &length) == 0 ? error : Errno;
    }
}
