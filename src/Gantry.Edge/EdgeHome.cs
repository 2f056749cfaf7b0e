using System.Runtime.InteropServices;
using Gantry.Edge.Fast.Kernel;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Edge;

/// <summary>The directory of an edge, held by one process at a time.</summary>
internal sealed class EdgeHome : IDisposable
{
    private readonly SafeFileHandle held;

    private EdgeHome(SafeFileHandle held) => this.held = held;

    /// <summary>The lock, for another process to have as well: it is held as long as one of the two has it open.</summary>
    public int Handle => (int)held.DangerousGetHandle();

    /// <exception cref="IOException">Another process holds it, or it cannot be made.</exception>
    public static EdgeHome Take(string path) =>
        TryTake(path) ?? throw new IOException("Another process holds the lock.");

    /// <summary>Null: another process holds it.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static EdgeHome? TryTake(string path)
    {
        const int OwnerOnly = 0b110_000_000, LockAlone = 2 | 4;
        if (OperatingSystem.IsWindows()) throw new IOException("The edge runs on Linux.");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Not by File: what that opens it unlocks when it is closed, for every process that has it open.
        var handle = Libc.Open(Path.Combine(path, "edge.lock"), Libc.ReadWrite | Libc.Create | Libc.SockCloseOnExec, OwnerOnly);
        if (handle < 0) throw new IOException($"edge.lock cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        // The kernel gives the lock back when the last process that has it open ends, in whatever way.
        if (Libc.Lock(handle, LockAlone) == 0) return Of(handle);
        _ = Libc.Close(handle);
        return null;
    }

    /// <summary>Held by a lock that another process has passed on.</summary>
    public static EdgeHome Of(int handle) => new(new SafeFileHandle(handle, ownsHandle: true));

    public void Dispose() => held.Dispose();
}
