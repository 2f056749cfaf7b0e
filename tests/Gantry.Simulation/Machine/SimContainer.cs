using Gantry.Engine;
using Gantry.Resources.Apps;

namespace Gantry.Simulation.Machine;

/// <summary>A container of the simulated engine, and the process in it.</summary>
public sealed class SimContainer(string id, ContainerOrder order, SimProgram program)
{
    private readonly List<(TaskCompletionSource<bool> Cut, long Began, TimeProvider Time)> _requests = [];

    public string Id => id;
    public string Name => order.Name;
    public ContainerOrder Order => order;
    public SimProgram Program => program;
    public string Replica => order.Labels.GetValueOrDefault(GantryLabels.Replica, order.Name);
    public string App => order.Labels.GetValueOrDefault(GantryLabels.App, "");
    public string Service => order.Labels.GetValueOrDefault(GantryLabels.Service, "");
    public bool IsJob => order.Once;
    public string Address => order.Addresses[order.Spec.Networks[0].Name];
    public ContainerState State { get; set; } = ContainerState.Created;
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public TimeSpan RunningSince { get; set; }
    public int ExitCode { get; set; }
    public int Restarts { get; set; }

    /// <summary>Counts processes, so that what was meant for one does not reach the next.</summary>
    public int Process { get; set; }
    public bool Listens { get; set; }
    public bool Stopping { get; set; }

    /// <summary>Somebody has told the engine to stop it: it is not started again by itself.</summary>
    public bool StoppedByHand { get; set; }
    public bool Removed { get; set; }
    public TaskCompletionSource? Ended { get; set; }
    public bool Runs => State == ContainerState.Running;

    /// <summary>How many requests are in flight that began less than so long ago.</summary>
    public int Younger(TimeSpan age) => _requests.Count(r => r.Time.GetElapsedTime(r.Began) < age);

    public bool RestartsItself => !order.Once && (order.Spec.Restart is RestartPolicy.Always or RestartPolicy.UnlessStopped
        || (order.Spec.Restart == RestartPolicy.OnFailure && ExitCode != 0));

    /// <summary>Works on a request. False when the process ended or was told to end before the answer: it was cut.</summary>
    public async Task<bool> ServeAsync(TimeSpan takes, TimeProvider time, CancellationToken drained)
    {
        var cut = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = (cut, time.GetTimestamp(), time);
        _requests.Add(request);
        using var done = time.CreateTimer(static one => ((TaskCompletionSource<bool>)one!).TrySetResult(true), cut, takes, Timeout.InfiniteTimeSpan);
        using var drain = drained.UnsafeRegister(static one => ((TaskCompletionSource<bool>)one!).TrySetResult(false), cut);
        var whole = await cut.Task;
        _requests.Remove(request);
        return whole;
    }

    public void CutRequests()
    {
        foreach (var request in _requests) request.Cut.TrySetResult(false);
        _requests.Clear();
    }

    public ContainerSummary Summary() => new() { Id = Id, Name = Name, State = State, Labels = order.Labels, Addresses = order.Addresses };

    public Container Inspection() => new()
    {
        Id = Id,
        Name = Name,
        State = State,
        Labels = order.Labels,
        Addresses = order.Addresses,
        ImageId = order.Spec.ImageId,
        ExitCode = ExitCode,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Restarts = Restarts,
    };
}
