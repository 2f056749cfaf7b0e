namespace Gantry.Edge;

/// <summary>The directory of an edge, held by one process at a time.</summary>
internal sealed class EdgeHome : IDisposable
{
    private readonly FileStream held;

    private EdgeHome(FileStream held) => this.held = held;

    /// <exception cref="IOException">Another process holds it, or it cannot be made.</exception>
    public static EdgeHome Take(string path)
    {
        if (OperatingSystem.IsWindows()) throw new IOException("The edge runs on Linux.");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // The kernel gives the lock back when the process ends, in whatever way.
        return new EdgeHome(new FileStream(Path.Combine(path, "edge.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
    }

    public void Dispose() => held.Dispose();
}
