using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gantry.Edge.Guards;

/// <summary>What the kernel says of handles.</summary>
internal static unsafe partial class Handles
{
    private const int NoFile = 7;
    private const long Unknown = 1024;

    private const int Tcp = 6, TcpInfo = 11, InfoLength = 128, AcknowledgedAt = 120;

    /// <summary>How many of them, and so connections, this process may have.</summary>
    public static long Most
    {
        get
        {
            var limit = stackalloc ulong[2];
            return GetLimit(NoFile, limit) == 0 ? (long)Math.Min(limit[1], int.MaxValue) : Unknown;
        }
    }

    /// <summary>Bytes that the other side of a connection has acknowledged; 0 where the kernel does not say.</summary>
    public static long Acknowledged(SafeSocketHandle socket)
    {
        var info = stackalloc byte[InfoLength];
        var length = InfoLength;
        return GetOption(socket, Tcp, TcpInfo, info, &length) == 0 && length == InfoLength ? *(long*)(info + AcknowledgedAt) : 0;
    }

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    private static partial int GetOption(SafeSocketHandle handle, int level, int option, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int what, ulong* limit);
}
