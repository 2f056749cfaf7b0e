using System.IO.MemoryMappedFiles;
using Gantry.Resources.Edges;

namespace Gantry.Edge.Control;

/// <summary>
/// What is in flight, counted in a mapped file: the kernel keeps it when the process is killed, so the next process knows
/// exactly how much was cut. Losing power can lose it too; then the connections were lost with the machine anyway. The file is locked
/// as long as its process lives, so others can tell whether it does.
/// </summary>
public sealed unsafe class InflightFile : IDisposable
{
    private const long Magic = 0x31_54_4C_46_4E_49_47;
    private const int Size = 64;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly long* cells;

    private InflightFile(MemoryMappedFile file)
    {
        this.file = file;
        view = file.CreateViewAccessor(0, Size);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        cells = (long*)start;
    }

    private enum Cell { Magic, Running, Requests, Connections, LastSeen }

    public int Requests => (int)Volatile.Read(ref At(Cell.Requests));
    public int Connections => (int)Volatile.Read(ref At(Cell.Connections));

    /// <summary>Opens the file and starts to count anew.</summary>
    /// <param name="lost">What the process before left unfinished; null if it ended in order, or there was none.</param>
    /// <exception cref="IOException">The process that has it is alive, or it cannot be written.</exception>
    public static InflightFile Open(string path, TimeProvider time, out EdgeLoss? lost)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (stream.Length < Size) stream.SetLength(Size);
        var file = new InflightFile(MemoryMappedFile.CreateFromFile(stream, null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false));
        lost = file.Left(time.GetUtcNow());
        file.At(Cell.Magic) = Magic;
        file.At(Cell.Requests) = file.At(Cell.Connections) = 0;
        file.Seen(time.GetUtcNow());
        file.At(Cell.Running) = 1;
        return file;
    }

    public void RequestBegins() => Interlocked.Increment(ref At(Cell.Requests));

    public void RequestEnds() => Interlocked.Decrement(ref At(Cell.Requests));

    public void ConnectionBegins() => Interlocked.Increment(ref At(Cell.Connections));

    public void ConnectionEnds() => Interlocked.Decrement(ref At(Cell.Connections));

    /// <summary>Notes that the process is alive.</summary>
    public void Seen(DateTimeOffset now) => Volatile.Write(ref At(Cell.LastSeen), now.ToUnixTimeMilliseconds());

    /// <summary>The process ends in order: nothing is lost.</summary>
    public void Close() => Volatile.Write(ref At(Cell.Running), 0);

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }

    private EdgeLoss? Left(DateTimeOffset now)
    {
        if (At(Cell.Magic) != Magic || At(Cell.Running) == 0) return null;
        return new EdgeLoss(Requests, Connections, DateTimeOffset.FromUnixTimeMilliseconds(At(Cell.LastSeen)), now);
    }

    private ref long At(Cell cell) => ref cells[(int)cell];
}
