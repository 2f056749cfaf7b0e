using System.Text;
using Gantry.Edge.Seen.Log.Decisions;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge.Seen.Log;

/// <summary>
/// Writes a line for each request, by a thread of its own. Whoever serves requests never waits for it: what it cannot keep up with is
/// dropped, counted, and told of.
/// </summary>
internal sealed class AccessLog : IDisposable
{
    /// <summary>So much is put together before it is written.</summary>
    private const int Batch = 256 * 1024;

    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(10);

    private readonly LogFormat format;
    private readonly LogFile file;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly LogRing[] rings;
    private readonly Lock sync = new();
    private readonly AutoResetEvent bell = new(false);
    private readonly StringBuilder lines = new();
    private readonly Thread thread;
    private volatile bool stopped;
    private long lost, told, toldAt;

    public AccessLog(LogFormat format, LogFile file, TimeProvider time, ILogger log)
    {
        (this.format, this.file, this.time, this.log) = (format, file, time, log);
        rings = [.. Enumerable.Range(0, Environment.ProcessorCount + 1).Select(_ => new LogRing())];
        thread = new Thread(Run) { IsBackground = true, Name = "access log" };
        thread.Start();
    }

    /// <summary>Lines that were not written, so far.</summary>
    public long Dropped => rings.Sum(ring => ring.Dropped) + Volatile.Read(ref lost);

    /// <summary>That of a loop, which alone takes from it.</summary>
    public LogRing RingOf(int loop) => rings[loop + 1];

    /// <summary>There is something to write. Never waits.</summary>
    public void Ring() => bell.Set();

    /// <summary>For who is no loop.</summary>
    /// <returns>Null: there is none.</returns>
    public LogSlot? Take()
    {
        lock (sync) return rings[0].Take();
    }

    /// <inheritdoc cref="Take"/>
    public void Push(LogSlot slot)
    {
        lock (sync) rings[0].Push(slot);
        bell.Set();
    }

    /// <summary>Writes what is left and ends.</summary>
    public void Dispose()
    {
        stopped = true;
        bell.Set();
        thread.Join();
        file.Dispose();
        bell.Dispose();
    }

    private void Run()
    {
        while (!stopped)
        {
            bell.WaitOne();
            Write();
            Tell();
        }

        // The end may have come while it wrote, and behind what came last.
        Write();
        Tell();
    }

    private void Write()
    {
        foreach (var ring in rings)
        {
            while (ring.Pop() is { } slot)
            {
                if (!slot.IsVoid) lines.Append(format.Line(slot));
                ring.Free(slot);
                if (lines.Length >= Batch) Flush();
            }
        }
        Flush();
    }

    private void Flush()
    {
        if (lines.Length == 0) return;
        try
        {
            file.Write(Encoding.UTF8.GetBytes(lines.ToString()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref lost, lost + lines.ToString().Count(one => one == '\n'));
        }
        lines.Clear();
    }

    private void Tell()
    {
        var dropped = Dropped;
        if (dropped == told || (toldAt != 0 && time.GetElapsedTime(toldAt) < TellAgain)) return;
        EdgeLog.AccessLinesDropped(log, dropped - told);
        (told, toldAt) = (dropped, time.GetTimestamp());
    }
}
