using Gantry.Resources.Edges;

namespace Gantry.Edge.Seen;

/// <summary>
/// Counts what went through: once for each thread of the fast lane, which so shares no line of memory with others, and once for
/// all others together. Added up when somebody reads. What nothing went through takes no memory.
/// </summary>
public sealed class Meter
{
    /// <summary>The shard of everybody who is not a loop.</summary>
    private const int Shared = 0;
    private const int Classes = 6;
    private const int FirstStep = (int)Cell.Steps;

    private static readonly int Cells = FirstStep + DurationScale.Steps;
    private static readonly int Shards = Environment.ProcessorCount + 1;

    private long[]?[]? shards;

    /// <summary>Behind the classes of status, of which 0 is none.</summary>
    private enum Cell { Received = Classes, Sent, Retries, Ejections, Microseconds, Steps }

    /// <summary>A request of a loop ended. On the loop's thread.</summary>
    /// <param name="loop">Its number.</param>
    internal void Count(int loop, in Passed passed)
    {
        var cells = CellsOf(loop + 1);
        cells[ClassOf(passed.Status)]++;
        cells[(int)Cell.Received] += passed.Received;
        cells[(int)Cell.Sent] += passed.Sent;
        cells[(int)Cell.Microseconds] += passed.Microseconds;
        cells[FirstStep + DurationScale.StepOf(passed.Microseconds)]++;
    }

    /// <summary>A request ended. From any thread.</summary>
    public void Count(in Passed passed)
    {
        Interlocked.Increment(ref CellsOf(Shared)[ClassOf(passed.Status)]);
        Add(Cell.Received, passed.Received);
        Add(Cell.Sent, passed.Sent);
        Add(Cell.Microseconds, passed.Microseconds);
        Interlocked.Increment(ref CellsOf(Shared)[FirstStep + DurationScale.StepOf(passed.Microseconds)]);
    }

    /// <summary>Bytes went through a connection that has no more requests. From any thread.</summary>
    public void Moved(long received, long sent)
    {
        Add(Cell.Received, received);
        Add(Cell.Sent, sent);
    }

    /// <summary>A request is sent once more. From any thread.</summary>
    public void Retried() => Add(Cell.Retries, 1);

    /// <summary>A replica was taken out of rotation by what was seen of it. From any thread.</summary>
    public void Ejected() => Add(Cell.Ejections, 1);

    /// <summary>Everything together. Each count is exact; what ends meanwhile may be in one and not yet in another.</summary>
    public RequestCounts Read()
    {
        if (Volatile.Read(ref shards) is not { } all) return RequestCounts.None;
        var sum = new long[Cells];
        for (var shard = 0; shard < all.Length; shard++)
        {
            if (Volatile.Read(ref all[shard]) is not { } cells) continue;
            for (var i = 0; i < Cells; i++) sum[i] += Volatile.Read(ref cells[i]);
        }
        return new RequestCounts
        {
            Answers = Enumerable.Range(0, Classes).Where(code => sum[code] > 0).ToDictionary(NameOf, code => sum[code]),
            Received = sum[(int)Cell.Received],
            Sent = sum[(int)Cell.Sent],
            Retries = sum[(int)Cell.Retries],
            Ejections = sum[(int)Cell.Ejections],
            Seconds = sum[(int)Cell.Microseconds] / 1e6,
            Durations = Trimmed(sum.AsSpan(FirstStep)),
        };
    }

    private static long[] Trimmed(ReadOnlySpan<long> steps) => steps[..(steps.LastIndexOfAnyExcept(0) + 1)].ToArray();

    private static string NameOf(int code) => code == 0 ? RequestCounts.NoAnswer : $"{code}xx";

    private static int ClassOf(int status) => status is >= 100 and < 600 ? status / 100 : 0;

    private void Add(Cell cell, long what)
    {
        if (what != 0) Interlocked.Add(ref CellsOf(Shared)[(int)cell], what);
    }

    private long[] CellsOf(int shard)
    {
        var all = shards ?? Interlocked.CompareExchange(ref shards, new long[]?[Shards], null) ?? shards;
        return all[shard] ?? Interlocked.CompareExchange(ref all[shard], new long[Cells], null) ?? all[shard]!;
    }
}
