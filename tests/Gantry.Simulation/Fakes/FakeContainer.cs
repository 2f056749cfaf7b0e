using System.Collections.Immutable;
using Gantry.Engine;
using Gantry.Resources.Apps;

namespace Gantry.Simulation.Fakes;

/// <summary>A container of the fake engine and the process in it.</summary>
public sealed class FakeContainer(string id, ContainerOrder order, FakeImage image)
{
    public string Id { get; } = id;
    public ContainerOrder Order { get; } = order;
    public FakeImage Image { get; } = image;
    public string Name => Order.Name;

    /// <summary>Networks by name to their id at the time of creation: a network made again under the same name is another one.</summary>
    public SortedDictionary<string, string> Networks { get; } = new(StringComparer.Ordinal);

    /// <summary>Its addresses on networks that are not the platform's, as the engine chose them at the last start.</summary>
    public SortedDictionary<string, string> Joined { get; } = new(StringComparer.Ordinal);
    public ContainerState State { get; set; } = ContainerState.Created;
    public ContainerHealth Health { get; set; }
    public int ExitCode { get; set; }
    public bool OutOfMemory { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public int Restarts { get; set; }
    public FakeBehaviour Behaviour { get; set; } = new();

    /// <summary>Counts its processes: what was set in motion for an earlier one no longer counts.</summary>
    public int Process { get; set; }

    /// <summary>Stopped on purpose: the engine does not start it again by itself.</summary>
    public bool StoppedOnPurpose { get; set; }
    public TimeSpan RestartDelay { get; set; }
    public bool Listening { get; set; }
    public int Starts { get; set; }
    public List<ContainerLine> Log { get; } = [];
    public List<TaskCompletionSource> Ended { get; } = [];
    public List<Action> LogChanged { get; } = [];

    public bool Runs => State is ContainerState.Running or ContainerState.Paused;

    /// <summary>Whether the engine starts it again after it ended so.</summary>
    public bool RestartsAfter(int exitCode) => !StoppedOnPurpose && !Order.Once && Order.Spec.Restart switch
    {
        RestartPolicy.No => false,
        RestartPolicy.OnFailure => exitCode != 0 && (Order.Spec.RestartMaxAttempts is not { } most || Restarts < most),
        _ => true,
    };

    public Container View() => new()
    {
        Id = Id,
        Name = Name,
        State = State,
        Labels = Order.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Addresses = Order.Addresses.Concat(Runs ? Joined : []).ToImmutableSortedDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal),
        ImageId = Order.Spec.ImageId,
        Health = Health,
        ExitCode = ExitCode,
        OutOfMemory = OutOfMemory,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Restarts = Restarts,
    };

    public ContainerSummary Summary() => new()
    {
        Id = Id, Name = Name, State = State, Labels = View().Labels, Addresses = View().Addresses,
    };
}
