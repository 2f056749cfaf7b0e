using Gantry.Resources.Edges;

namespace Gantry.Edge.Seen;

/// <summary>Counts what went through.</summary>
public sealed class Meter
{
    private const int Classes = 6;
    private const int FirstStep = (int)Cell.Steps;

    private static readonly int Cells = FirstStep + DurationScale.Steps;

    private readonly Shards counts = new(Cells);

    /// <summary>Behind the classes of status, of which 0 is none.</summary>
    private enum Cell { Received = Classes, Sent, Retries, Ejections, Microseconds, Steps }

    /// <summary>A request of a loop ended. On the loop's thread.</summary>
    /// <param name="shard">Of that loop.</param>
    internal void Count(int shard, in Passed passed)
    {
        var cells = counts.CellsOf(shard);
        cells[ClassOf(passed.Status)]++;
        cells[(int)Cell.Received] += passed.Received;
        cells[(int)Cell.Sent] += passed.Sent;
        cells[(int)Cell.Microseconds] += passed.Microseconds;
        cells[FirstStep + DurationScale.StepOf(passed.Microseconds)]++;
    }

    /// <summary>A request ended. From any thread.</summary>
    public void Count(in Passed passed)
    {
        counts.Add(Shards.Shared, ClassOf(passed.Status));
        Add(Cell.Received, passed.Received);
        Add(Cell.Sent, passed.Sent);
        Add(Cell.Microseconds, passed.Microseconds);
        counts.Add(Shards.Shared, FirstStep + DurationScale.StepOf(passed.Microseconds));
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
        var sum = new long[Cells];
        for (var cell = 0; cell < Cells; cell++) sum[cell] = counts.Sum(cell);
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
        if (what != 0) counts.Add(Shards.Shared, (int)cell, what);
    }
}
