using System.Security.Cryptography;
using System.Text;

namespace Gantry.Simulation.Loop;

/// <summary>
/// One simulated machine room: a single thread, a clock that jumps from one event to the next, and everything random drawn
/// from the seed. What is due at the same moment runs in random order, as it may in reality.
/// </summary>
public sealed class SimLoop
{
    private readonly PriorityQueue<(Incarnation Owner, Action Work), Moment> _agenda = new(Moment.Order);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Random _ties;
    private readonly List<string>? _lines;
    private long _order;

    public SimLoop(int seed, bool keepTrace = false)
    {
        Seed = seed;
        _ties = Stream("interleaving");
        _lines = keepTrace ? [] : null;
        World = new Incarnation(this, "world");
    }

    public int Seed { get; }

    /// <summary>Time since the beginning; it only ever goes forward. Clocks that processes see may jump.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>How far the machine's clock is from the truth.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>What is no process of the platform and never dies: the engine, clients, the network.</summary>
    public Incarnation World { get; }
    public long Steps { get; private set; }

    /// <summary>So many in one run are a process that never comes to rest: no more are made.</summary>
    public bool Exhausted => Steps > 600_000;
    public IReadOnlyList<string> Lines => _lines ?? [];

    /// <summary>Equal seeds give equal hashes: nothing but the seed decided anything.</summary>
    public string TraceHash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Randomness for one purpose, so that drawing more for one changes nothing for the others.</summary>
    public Random Stream(string purpose)
    {
        var mixed = unchecked((uint)Seed * 2654435761u);
        foreach (var letter in purpose) mixed = unchecked((mixed ^ letter) * 16777619u);
        return new Random(unchecked((int)mixed));
    }

    public void Trace(string line)
    {
        line = $"{Now.TotalMilliseconds,10:0.###} {line}";
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        _lines?.Add(line);
    }

    /// <summary>Runs what is due until the condition holds. False when the time was up before.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan within)
    {
        var end = Now + within;
        while (!condition())
        {
            if (!Step(end)) return condition();
        }
        return true;
    }

    public void RunFor(TimeSpan time)
    {
        var end = Now + time;
        while (Step(end)) { }
    }

    /// <summary>Runs a whole asynchronous program as one process and returns its outcome.</summary>
    public void Run(Func<Task> program, TimeSpan within)
    {
        Task? running = null;
        World.Start(() => running = program());
        if (!RunUntil(() => running is { IsCompleted: true }, within)) throw new TimeoutException($"Not done after {within} of simulated time.");
        running!.GetAwaiter().GetResult();
    }

    internal void Enqueue(Incarnation owner, TimeSpan delay, Action work) =>
        _agenda.Enqueue((owner, work), new Moment((Now + delay).Ticks, ((long)_ties.Next(8) << 56) | _order++));

    private bool Step(TimeSpan end)
    {
        if (Exhausted)
        {
            Now = end;
            return false;
        }
        while (_agenda.TryPeek(out var next, out var when))
        {
            if (when.At > end.Ticks)
            {
                Now = end;
                return false;
            }
            _agenda.Dequeue();
            if (next.Owner.Dead) continue;
            if (next.Owner.Paused)
            {
                next.Owner.Hold(next.Work);
                continue;
            }
            if (when.At > Now.Ticks) Now = new TimeSpan(when.At);
            Steps++;
            Incarnation.Enter(next.Owner, next.Work);
            return true;
        }
        Now = end;
        return false;
    }

    /// <summary>When something is due; of what is due at once, a random order, then that of asking.</summary>
    private readonly record struct Moment(long At, long Tie)
    {
        public static Comparer<Moment> Order { get; } = Comparer<Moment>.Create(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Tie.CompareTo(b.Tie));
    }
}
