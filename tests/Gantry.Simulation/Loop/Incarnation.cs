namespace Gantry.Simulation.Loop;

/// <summary>
/// One life of a process: a synchronization context whose continuations and timers are gone for ever once it is killed,
/// wherever they were.
/// </summary>
public sealed class Incarnation : SynchronizationContext
{
    private readonly SimLoop _loop;

    public Incarnation(SimLoop loop, string name)
    {
        (_loop, Name) = (loop, name);
        Time = new SimTimeProvider(this);
    }

    public string Name { get; }
    public bool Dead { get; private set; }
    public SimLoop Loop => _loop;
    public SimTimeProvider Time { get; }

    /// <summary>As SIGSTOP and SIGCONT: what is due meanwhile is held, and then runs all at once.</summary>
    public bool Paused { get; private set; }

    private readonly List<Action> _held = [];

    public void Pause(bool on)
    {
        Paused = on;
        if (on) return;
        foreach (var work in _held) Schedule(TimeSpan.Zero, work);
        _held.Clear();
    }

    internal void Hold(Action work) => _held.Add(work);

    /// <summary>As SIGKILL does: nothing of it runs again.</summary>
    public void Kill() => Dead = true;

    /// <summary>Begins something in this process at the next moment.</summary>
    public void Start(Action work) => Schedule(TimeSpan.Zero, work);

    public void Schedule(TimeSpan delay, Action work)
    {
        if (!Dead) _loop.Enqueue(this, delay, work);
    }

    public override void Post(SendOrPostCallback d, object? state) => Schedule(TimeSpan.Zero, () => d(state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing blocks in here.");

    public override SynchronizationContext CreateCopy() => this;

    internal static void Enter(Incarnation incarnation, Action work)
    {
        var before = Current;
        SetSynchronizationContext(incarnation);
        try
        {
            work();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
