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

    /// <summary>A line of memory: the first has what is said of the process and the counts of all threads but the loops, which have one each.</summary>
    private const int Line = 64;
    private static readonly int Size = Line * (1 + Environment.ProcessorCount);

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly long* cells;
    private readonly int lines;

    private InflightFile(MemoryMappedFile file, long size)
    {
        this.file = file;
        lines = (int)(size / Line);
        view = file.CreateViewAccessor(0, size);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        cells = (long*)start;
    }

    private enum Cell { Magic, Running, Requests, Connections, LastSeen }

    public int Requests
    {
        get
        {
            var sum = 0L;
            for (var line = 0; line < lines; line++) sum += Volatile.Read(ref At(Cell.Requests, line));
            return (int)sum;
        }
    }

    public int Connections => (int)Volatile.Read(ref At(Cell.Connections));

    /// <summary>Opens the file and starts to count anew.</summary>
    /// <param name="lost">What the process before left unfinished; null if it ended in order, or there was none.</param>
    /// <exception cref="IOException">The process that has it is alive, or it cannot be written.</exception>
    public static InflightFile Open(string path, TimeProvider time, out EdgeLoss? lost)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        // It may have been written where there were more.
        var size = Math.Max(Size, stream.Length / Line * Line);
        stream.SetLength(size);
        var file = new InflightFile(MemoryMappedFile.CreateFromFile(stream, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false), size);
        lost = file.Left(time.GetUtcNow());
        file.At(Cell.Magic) = Magic;
        for (var line = 0; line < file.lines; line++) file.At(Cell.Requests, line) = 0;
        file.At(Cell.Connections) = 0;
        file.Seen(time.GetUtcNow());
        file.At(Cell.Running) = 1;
        return file;
    }

    public void RequestBegins() => Interlocked.Increment(ref At(Cell.Requests));

    public void RequestEnds() => Interlocked.Decrement(ref At(Cell.Requests));

    /// <summary>The same on the thread of a loop.</summary>
    /// <param name="shard">Of the loop.</param>
    internal void RequestBegins(int shard) => Volatile.Write(ref At(Cell.Requests, shard), At(Cell.Requests, shard) + 1);

    /// <inheritdoc cref="RequestBegins(int)"/>
    internal void RequestEnds(int shard) => Volatile.Write(ref At(Cell.Requests, shard), At(Cell.Requests, shard) - 1);

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

    private ref long At(Cell cell, int line = 0) => ref cells[(line * Line / sizeof(long)) + (int)cell];
}
