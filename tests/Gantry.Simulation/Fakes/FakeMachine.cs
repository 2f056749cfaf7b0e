using Gantry.Engine;
using Gantry.Resources.Apps;
using Gantry.Simulation.Loop;

namespace Gantry.Simulation.Fakes;

/// <summary>What the fake engine has, and what happens in it by itself. Everything here is synchronous and belongs to no process of the platform.</summary>
public sealed class FakeMachine(Incarnation world)
{
    private readonly List<Action<EngineEvent>> _listeners = [];
    private int _ids;

    public Incarnation World { get; } = world;
    public SortedDictionary<string, FakeContainer> Containers { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, Network> Networks { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, Volume> Volumes { get; } = new(StringComparer.Ordinal);

    /// <summary>The files in volumes: <c>name/path</c>.</summary>
    public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, FakeImage> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>Names to ids of images.</summary>
    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Images that a registry would give.</summary>
    public SortedDictionary<string, FakeImage> Registry { get; } = new(StringComparer.Ordinal);
    public bool Up { get; private set; } = true;
    public DateTimeOffset Now => World.Time.GetUtcNow();

    public string NextId() => $"{++_ids:x12}{new string('0', 52)}";

    public FakeContainer? Find(string id) => Containers.Values.FirstOrDefault(c => c.Id == id || c.Name == id);

    public void Add(FakeImage image)
    {
        Images[image.Image.Id] = image;
        foreach (var tag in image.Image.Tags) Tags[ImageName.WithTag(tag)] = image.Image.Id;
    }

    /// <summary>Whether something answers there.</summary>
    public bool Listens(string address) => Up && At(address) is { Listening: true };

    /// <summary>The running container that has the address.</summary>
    public FakeContainer? At(string address) => Containers.Values.FirstOrDefault(c => c.Runs && c.Order.Addresses.Values.Contains(address));

    public IDisposable Listen(Action<EngineEvent> listener)
    {
        _listeners.Add(listener);
        return new Unlisten(() => _listeners.Remove(listener));
    }

    public void Say(EngineEventType type, FakeContainer container, int? exitCode = null) =>
        Say(new EngineEvent(type, container.Id, container.Name, container.View().Labels, exitCode, Now));

    public void Say(EngineEvent happened)
    {
        foreach (var listener in _listeners.ToList()) listener(happened);
    }

    /// <summary>As a restart of the engine does: everything in it stops. What was not stopped on purpose comes back with it.</summary>
    public void GoDown()
    {
        Up = false;
        foreach (var container in Containers.Values.Where(c => c.Runs || c.State == ContainerState.Restarting)) FakeProcess.Vanish(this, container);
    }

    public void ComeUp()
    {
        Up = true;
        foreach (var container in Containers.Values.Where(c => c.State == ContainerState.Exited && c.StartedAt is not null
            && !c.StoppedOnPurpose && !c.Order.Once && c.Order.Spec.Restart is RestartPolicy.Always or RestartPolicy.UnlessStopped))
            FakeProcess.Start(this, container);
    }

    private sealed class Unlisten(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
