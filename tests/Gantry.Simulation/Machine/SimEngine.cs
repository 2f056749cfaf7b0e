using Gantry.Engine;
using Gantry.Resources;
using Gantry.Simulation.Loop;

namespace Gantry.Simulation.Machine;

/// <summary>
/// The container engine as it is, whatever anybody is told of it: containers and the processes in them. Lives in the world,
/// which outlives every process of the platform.
/// </summary>
public sealed class SimEngine(SimLoop loop, SimNetworks networks)
{
    private readonly SortedDictionary<string, SimContainer> _byName = new(StringComparer.Ordinal);
    private int _ids;

    /// <summary>What images do, by image id.</summary>
    public Dictionary<string, SimProgram> Programs { get; } = new(StringComparer.Ordinal);

    /// <summary>Image ids by tag.</summary>
    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
    public SimNetworks Networks => networks;
    public IEnumerable<SimContainer> Containers => _byName.Values;

    /// <summary>The daemon is down: nothing answers, nothing restarts.</summary>
    public bool Away { get; private set; }

    /// <summary>How much longer than its own time a process takes until it listens, while the machine is busy.</summary>
    public TimeSpan StartsLater { get; set; }

    /// <summary>Processes do not end by a signal while this is so.</summary>
    public bool Stubborn { get; set; }

    public event Action<EngineEvent>? Happened;

    /// <summary>A process was started; for who watches that rules are kept.</summary>
    public event Action<SimContainer>? Started;

    /// <summary>A container of a service stopped serving without the platform having asked for it.</summary>
    public event Action<SimContainer>? Lost;

    public event Action? CameBack;

    public SimContainer? Find(string id) => _byName.TryGetValue(id, out var named) ? named : _byName.Values.FirstOrDefault(c => c.Id == id);

    public SimContainer? At(string address) => _byName.Values.FirstOrDefault(c => c.Runs && c.Order.Addresses.Values.Contains(address));

    public Outcome<string> Create(ContainerOrder order)
    {
        if (_byName.TryGetValue(order.Name, out var there))
        {
            return there.Order.Labels.GetValueOrDefault(GantryLabels.Spec) == order.Labels.GetValueOrDefault(GantryLabels.Spec)
                ? there.Id
                : Problem(order.Name, EngineCodes.NameTaken);
        }
        if (networks.Attach(order, _byName.Values) is { } refused) return Problem(order.Name, refused);
        var container = new SimContainer($"c{++_ids:x6}", order, Programs[order.Spec.ImageId]);
        _byName.Add(order.Name, container);
        loop.Trace($"engine created {order.Name} {string.Join(',', order.Addresses.Values)}");
        Tell(EngineEventType.Created, container);
        return container.Id;
    }

    public Problem? Start(string id)
    {
        if (Find(id) is not { } container) return Problem(id, EngineCodes.ContainerMissing);
        if (container.Runs) return null;
        if (!networks.AllThere(container.Order)) return Problem(container.Name, EngineCodes.NetworkMissing);
        container.StoppedByHand = false;
        Launch(container);
        return null;
    }

    public async Task<Problem?> StopAsync(string id, TimeSpan grace)
    {
        if (Find(id) is not { } container) return null;
        container.StoppedByHand = true;
        if (container.State == ContainerState.Restarting) container.State = ContainerState.Exited;
        if (container.State == ContainerState.Paused) container.State = ContainerState.Running;
        if (!container.Runs) return null;
        Terminate(container, grace);
        await container.Ended!.Task;
        return null;
    }

    public Problem? Remove(string id, bool force)
    {
        if (Find(id) is not { } container) return null;
        if (container.Runs && !force) return Problem(container.Name, EngineCodes.Busy);
        container.StoppedByHand = true;
        if (container.Runs || container.State == ContainerState.Paused) End(container, 137);
        container.Removed = true;
        _byName.Remove(container.Name);
        loop.Trace($"engine removed {container.Name}");
        Tell(EngineEventType.Removed, container);
        return null;
    }

    /// <summary>It is gone, and nothing says so.</summary>
    public void Vanish(SimContainer container)
    {
        if (container.Removed) return;
        container.StoppedByHand = container.Removed = true;
        _byName.Remove(container.Name);
        container.State = ContainerState.Dead;
        container.Listens = false;
        container.CutRequests();
        container.Ended?.TrySetResult();
        loop.Trace($"engine lost {container.Name}");
    }

    /// <summary>Nothing of it goes on for a while; what it is working on waits.</summary>
    public void Freeze(SimContainer container, TimeSpan time)
    {
        if (!container.Runs) return;
        var (process, listened) = (container.Process, container.Listens);
        (container.State, container.Listens) = (ContainerState.Paused, false);
        loop.Trace($"engine paused {container.Name}");
        loop.World.Schedule(time, () =>
        {
            if (container.Process != process || container.State != ContainerState.Paused || container.Removed) return;
            (container.State, container.Listens) = (ContainerState.Running, listened || container.Program.Boot is not null);
            loop.Trace($"engine unpaused {container.Name}");
        });
    }

    /// <summary>The process ends by itself or by a signal that nobody of the platform sent.</summary>
    public void Crash(SimContainer container, int code)
    {
        if (!container.Runs) return;
        loop.Trace($"fault: {container.Name} crashes");
        if (!container.Stopping) Lost?.Invoke(container);
        End(container, code);
    }

    /// <summary>As a reboot of the machine's engine: everything ends, and what should run is started again when it is back.</summary>
    public void Restart(TimeSpan down)
    {
        if (Away) return;
        Away = true;
        loop.Trace($"fault: engine away for {down.TotalSeconds:0.0} s");
        foreach (var container in _byName.Values.Where(c => c.Runs || c.State == ContainerState.Paused).ToList())
        {
            container.State = ContainerState.Running;
            Crash(container, 137);
        }
        loop.World.Schedule(down, () =>
        {
            Away = false;
            loop.Trace("engine back");
            foreach (var container in _byName.Values.Where(c => c.State == ContainerState.Restarting || (c is { State: ContainerState.Exited, StoppedByHand: false } && c.RestartsItself)).ToList())
            {
                if (networks.AllThere(container.Order)) Launch(container);
                else container.State = ContainerState.Exited;
            }
            CameBack?.Invoke();
        });
    }

    private void Launch(SimContainer container)
    {
        var process = ++container.Process;
        container.State = ContainerState.Running;
        container.StartedAt = loop.World.Time.GetUtcNow();
        container.RunningSince = loop.Now;
        container.Ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (container.Listens, container.Stopping) = (false, false);
        loop.Trace($"engine started {container.Name}");
        Tell(EngineEventType.Started, container);
        Started?.Invoke(container);
        var program = container.Program;
        if (program.Boot is { } boot) After(boot + StartsLater, () => container.Listens = !container.Stopping);
        if (program.EndsAfter is { } lifetime) After(lifetime, () => End(container, program.ExitCode));

        void After(TimeSpan delay, Action work) => loop.World.Schedule(delay, () =>
        {
            if (container.Process == process && container.Runs) work();
        });
    }

    /// <summary>SIGTERM: it listens no more. What it was working on is lost, so that nothing may be sent to it any more by then.</summary>
    private void Terminate(SimContainer container, TimeSpan grace)
    {
        if (container.Stopping) return;
        (container.Stopping, container.Listens) = (true, false);
        container.CutRequests();
        var process = container.Process;
        var polite = container.Program.Stop < grace && !Stubborn;
        loop.World.Schedule(polite ? container.Program.Stop : grace, () =>
        {
            if (container.Process == process && container.Runs) End(container, polite ? 0 : 137);
        });
    }

    private void End(SimContainer container, int code)
    {
        (container.State, container.ExitCode, container.Listens) = (ContainerState.Exited, code, false);
        container.FinishedAt = loop.World.Time.GetUtcNow();
        container.CutRequests();
        container.Ended?.TrySetResult();
        loop.Trace($"engine ended {container.Name} with {code}");
        Tell(EngineEventType.Died, container, code);
        if (container.StoppedByHand || !container.RestartsItself) return;
        container.State = ContainerState.Restarting;
        if (Away) return;
        if (loop.Now - container.RunningSince > TimeSpan.FromSeconds(10)) container.Restarts = 0;
        var wait = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(container.Restarts, 6)));
        container.Restarts++;
        var process = container.Process;
        loop.World.Schedule(wait, () =>
        {
            if (container.State == ContainerState.Restarting && container.Process == process && !container.Removed && !Away) Launch(container);
        });
    }

    private void Tell(EngineEventType type, SimContainer container, int? code = null)
    {
        if (!Away) Happened?.Invoke(new EngineEvent(type, container.Id, container.Name, container.Order.Labels, code, loop.World.Time.GetUtcNow()));
    }

    private static Problem Problem(string place, string code) => new(place, code, $"{place}: {code}.", "Nothing: this is a simulation.");
}
