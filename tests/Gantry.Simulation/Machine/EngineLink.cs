using System.Runtime.CompilerServices;
using Gantry.Engine;
using Gantry.Resources;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Machine;

/// <summary>
/// The engine as one process of the platform sees it: calls take time, fail, or are performed and said to have failed. What
/// reached the engine is performed even when the caller is dead by then.
/// </summary>
public sealed class EngineLink(SimEngine engine, EngineFaults faults, Incarnation caller) : IContainerEngine
{
    public SimEngine Engine => engine;
    public EngineTrouble Trouble => faults.Trouble;
    public IContainers Containers => field ??= new LinkedContainers(this);
    public INetworks Networks => field ??= new LinkedNetworks(this);
    public IVolumes Volumes => field ??= new LinkedVolumes(this);
    public IImages Images => field ??= new SimImages(this);
    private Incarnation World => caller.Loop.World;

    public Task<EngineInfo> InfoAsync(CancellationToken cancel) => CallAsync("info", () => new EngineInfo("Sim", "1", "1", "here"));

    public async IAsyncEnumerable<EngineEvent> EventsAsync(string platform, [EnumeratorCancellation] CancellationToken cancel)
    {
        var stream = new Inbox<EngineEvent>();
        Action<EngineEvent> listener = e =>
        {
            if (!caller.Dead && e.Labels.GetValueOrDefault(GantryLabels.Platform) == platform) Deliver(stream, e);
        };
        Action resync = () => stream.Put(Resync());
        engine.Happened += listener;
        engine.CameBack += resync;
        try
        {
            yield return Resync();
            while (true) yield return await stream.TakeAsync(cancel);
        }
        finally
        {
            engine.Happened -= listener;
            engine.CameBack -= resync;
        }
    }

    /// <summary>Told the name of each boundary that is passed; true: the caller is dead.</summary>
    public Func<string, bool> Passes { get; init; } = _ => false;

    /// <summary>The platform has asked for the end of a container.</summary>
    public event Action<SimContainer>? EndAsked;

    /// <summary>It has asked for the end of a container without giving it its time.</summary>
    public event Action<SimContainer>? Hurried;

    internal void Hurry(SimContainer container) => Hurried?.Invoke(container);

    internal void Asked(SimContainer? container)
    {
        if (container is { Runs: true, Stopping: false }) EndAsked?.Invoke(container);
    }

    /// <summary>Performs something at the engine.</summary>
    public Task<T> CallAsync<T>(string what, Func<T> perform) => CallAsync(what, () => Task.FromResult(perform()));

    public Task<T> CallAsync<T>(string what, Func<Task<T>> perform)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var point = Failpoints.OfCall(what);
        if (!caller.Dead && Passes($"{point}/before")) return answer.Task;
        var (there, back, fault) = faults.Call();
        World.Schedule(there, async () =>
        {
            if (faults.Trouble.Hangs())
            {
                if (there.Ticks % 2 == 0) await perform();
                caller.Loop.Trace($"fault: {what} hangs");
                World.Schedule(EngineTrouble.Patience, () => answer.TrySetException(Away(EngineCodes.Timeout)));
                return;
            }
            if (faults.Trouble.Fails() || engine.Away || fault == CallFault.NotPerformed)
            {
                World.Schedule(back, () => answer.TrySetException(Away(EngineCodes.NotRunning)));
                return;
            }
            var result = await perform();
            if (fault != CallFault.None) caller.Loop.Trace($"fault: {what} {fault}");
            World.Schedule(back, () =>
            {
                if (fault == CallFault.AnswerLost) answer.TrySetException(Away(EngineCodes.Timeout));
                else if (caller.Dead || !Passes($"{point}/after")) answer.TrySetResult(result);
            });
        });
        return answer.Task;
    }

    private void Deliver(Inbox<EngineEvent> stream, EngineEvent e)
    {
        var (delay, fault) = faults.Event();
        if (fault == EventFault.Lost)
        {
            caller.Loop.Trace($"fault: event lost {e.Type} {e.Name}");
            return;
        }
        World.Schedule(delay, () => stream.Put(e));
        if (fault == EventFault.Twice) World.Schedule(delay * 3, () => stream.Put(e));
    }

    private EngineEvent Resync() => new(EngineEventType.Resync, "", "", new Dictionary<string, string>(), null, World.Time.GetUtcNow());

    private static EngineUnavailableException Away(string code) =>
        new(new Problem("engine", code, "The engine does not answer.", "Nothing: this is a simulation."));
}
