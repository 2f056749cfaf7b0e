using Gantry.Edge.Decisions.Guarding;

namespace Gantry.Edge.Routing.Guards;

/// <summary>
/// How clients fare with one replica, and the breaker that leaves it out for it: in; out for a while; then on trial, with one request at a
/// time, until one is answered well. Costs nothing while it answers well.
/// </summary>
public sealed class ReplicaConduct(ReplicaGauge gauge)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock sync = new();
    private int inARow, times;
    private long windowBegan, startedBefore, errors, lastOut;
    private volatile bool isOut, onTrial;
    private ITimer? timer;

    /// <summary>Left out.</summary>
    public bool IsOut => isOut;

    /// <summary>It may have one request at a time, to show that it is well.</summary>
    public bool OnTrial => onTrial;

    /// <summary>So often it was left out.</summary>
    public int Ejections { get; private set; }

    internal void Well()
    {
        // Read first: this is on the way of every request.
        if (Volatile.Read(ref inARow) != 0) Volatile.Write(ref inARow, 0);
        if (onTrial) onTrial = false;
    }

    /// <param name="isGrave">It did not answer, or says that it cannot; otherwise it is an error that a request may have caused.</param>
    /// <param name="others">The other replicas of the route.</param>
    /// <returns>Whether it was left out for it.</returns>
    internal bool Failed(bool isGrave, RoutePolicy policy, IReadOnlyList<ReplicaGauge> others, TimeProvider time)
    {
        var now = time.GetTimestamp();
        lock (sync)
        {
            if (isOut) return false;
            if (isGrave) inARow++;
            if (time.GetElapsedTime(windowBegan, now) >= Window) (windowBegan, startedBefore, errors) = (now, gauge.Tally.Started - 1, 0);
            errors++;
            if (onTrial && isGrave)
            {
                Leave(policy, time, now);
                return true;
            }
            if (!Ejection.ByRow(inARow, policy.ErrorsInARow) && !Ejection.ByRate(Seen(time, now), Together(others, time, now), policy.ErrorRate)) return false;
            if (!Ejection.HasRoom(others.Count + 1, others.Count(other => other.Conduct.IsOut), policy.OutShare)) return false;
            Leave(policy, time, now);
            return true;
        }
    }

    /// <summary>
    /// It refused connections and takes them again: most likely it was started anew. What was held against it is the old one's, and a
    /// trial will show.
    /// </summary>
    internal void Renewed()
    {
        lock (sync)
        {
            inARow = 0;
            if (isOut) (onTrial, isOut) = (true, false);
        }
    }

    internal void Forget() => timer?.Dispose();

    private void Leave(RoutePolicy policy, TimeProvider time, long now)
    {
        if (time.GetElapsedTime(lastOut, now) > policy.OutFor * 20) times = 0;
        times++;
        Ejections++;
        (inARow, errors, lastOut) = (0, 0, now);
        (windowBegan, startedBefore) = (now, gauge.Tally.Started);
        (isOut, onTrial) = (true, false);
        timer?.Dispose();
        timer = time.CreateTimer(_ => Return(policy, time), null, Ejection.LengthOf(policy.OutFor, times), Timeout.InfiniteTimeSpan);
    }

    private void Return(RoutePolicy policy, TimeProvider time)
    {
        lock (sync)
        {
            if (!isOut)
            {
                // It is back already, and has had its trial.
                onTrial = false;
                return;
            }
            (onTrial, isOut) = (true, false);
            timer?.Dispose();
            // Where nobody came to try it, or something that it had all along is still open, it is taken for well in the end.
            timer = time.CreateTimer(_ => onTrial = false, null, policy.OutFor, Timeout.InfiniteTimeSpan);
        }
        gauge.CameBack();
    }

    private Outcomes Seen(TimeProvider time, long now) =>
        time.GetElapsedTime(Volatile.Read(ref windowBegan), now) >= Window ? default : new Outcomes(gauge.Tally.Started - Interlocked.Read(ref startedBefore), Interlocked.Read(ref errors));

    private static Outcomes Together(IReadOnlyList<ReplicaGauge> others, TimeProvider time, long now)
    {
        var all = default(Outcomes);
        foreach (var other in others)
        {
            var seen = other.Conduct.Seen(time, now);
            all = new Outcomes(all.Answers + seen.Answers, all.Errors + seen.Errors);
        }
        return all;
    }
}
