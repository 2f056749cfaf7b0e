using Gantry.Engine;

namespace Gantry.Simulation.Fakes;

/// <summary>Starts and ends processes the way an engine does, with its restarts.</summary>
internal static class FakeProcess
{
    private static readonly TimeSpan FirstRestart = TimeSpan.FromMilliseconds(100), LongestRestart = TimeSpan.FromMinutes(1), Stable = TimeSpan.FromSeconds(10);

    public static void Start(FakeMachine machine, FakeContainer container)
    {
        container.Behaviour = container.Image.Behave(container);
        container.State = ContainerState.Running;
        container.StartedAt = machine.Now;
        container.Listening = false;
        container.OutOfMemory = false;
        container.StoppedOnPurpose = false;
        container.Health = HasCheck(container) ? ContainerHealth.Starting : ContainerHealth.None;
        var process = ++container.Process;
        foreach (var (error, text) in container.Behaviour.Says) Write(machine, container, error, text);
        machine.Say(EngineEventType.Started, container);
        After(container.Behaviour.ListensAfter, () => container.Listening = true);
        After(container.Behaviour.EndsAfter, () => End(machine, container, container.Behaviour.ExitCode));
        if (HasCheck(container))
        {
            After(container.Behaviour.HealthyAfter, () => Judge(ContainerHealth.Healthy, EngineEventType.Healthy));
            if (container.Behaviour.HealthyAfter is null) After(TimeSpan.FromSeconds(3), () => Judge(ContainerHealth.Unhealthy, EngineEventType.Unhealthy));
        }

        void After(TimeSpan? delay, Action then)
        {
            if (delay is { } d) machine.World.Schedule(d, () => { if (container.Process == process && container.Runs) then(); });
        }

        void Judge(ContainerHealth health, EngineEventType type)
        {
            container.Health = health;
            machine.Say(type, container);
        }
    }

    public static void End(FakeMachine machine, FakeContainer container, int exitCode)
    {
        if (!container.Runs) return;
        Gone(machine, container, exitCode);
        machine.Say(EngineEventType.Died, container, exitCode);
        if (!container.RestartsAfter(exitCode)) return;
        container.State = ContainerState.Restarting;
        container.Restarts++;
        container.RestartDelay = machine.Now - container.StartedAt > Stable || container.RestartDelay == TimeSpan.Zero
            ? FirstRestart : container.RestartDelay * 2 < LongestRestart ? container.RestartDelay * 2 : LongestRestart;
        var process = container.Process;
        machine.World.Schedule(container.RestartDelay, () =>
        {
            if (container.Process == process && container.State == ContainerState.Restarting && machine.Up) Start(machine, container);
        });
    }

    /// <summary>The engine itself goes down: nobody is told of what ends with it.</summary>
    public static void Vanish(FakeMachine machine, FakeContainer container) => Gone(machine, container, 137);

    /// <summary>The stop signal, and the kill after the grace period.</summary>
    public static Task StopAsync(FakeMachine machine, FakeContainer container, TimeSpan grace)
    {
        container.StoppedOnPurpose = true;
        if (container.State == ContainerState.Restarting)
        {
            Gone(machine, container, container.ExitCode);
            return Task.CompletedTask;
        }
        if (!container.Runs) return Task.CompletedTask;
        var ended = new TaskCompletionSource();
        container.Ended.Add(ended);
        var (process, takes) = (container.Process, container.Behaviour.StopTakes ?? TimeSpan.MaxValue);
        var killed = takes > grace;
        machine.World.Schedule(killed ? grace : takes, () =>
        {
            if (container.Process != process || !container.Runs) return;
            End(machine, container, killed ? 137 : container.Behaviour.StopExitCode);
            machine.Say(EngineEventType.Stopped, container);
        });
        return ended.Task;
    }

    public static void Write(FakeMachine machine, FakeContainer container, bool error, string text)
    {
        container.Log.Add(new ContainerLine(error, machine.Now, text));
        foreach (var changed in container.LogChanged.ToList()) changed();
    }

    private static void Gone(FakeMachine machine, FakeContainer container, int exitCode)
    {
        container.Process++;
        container.State = ContainerState.Exited;
        container.ExitCode = exitCode;
        container.FinishedAt = machine.Now;
        container.Listening = false;
        foreach (var ended in container.Ended) ended.TrySetResult();
        container.Ended.Clear();
        foreach (var changed in container.LogChanged.ToList()) changed();
    }

    private static bool HasCheck(FakeContainer container) => container.Order.Spec.Healthcheck is { Disabled: false, Test.Count: > 0 };
}
