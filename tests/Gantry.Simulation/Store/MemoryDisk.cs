using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;

namespace Gantry.Simulation.Store;

/// <summary>What of a store outlives its process: bytes, as on a disk.</summary>
public sealed class MemoryDisk
{
    private readonly SortedDictionary<string, StoredResource> _resources = new(StringComparer.Ordinal);

    public List<ResourceEvent> Events { get; } = [];
    public string Head => Events.Count > 0 ? Events[^1].Hash : AuditChain.Genesis;

    public World Load() => World.Empty.With(Events.Count, _resources.Values.Select(r => r.Read()), []);

    public void Write(TransitionOutcome outcome)
    {
        Events.AddRange(outcome.Events);
        foreach (var put in outcome.Puts) _resources[Name(put.Key)] = put;
        foreach (var key in outcome.Deletes) _resources.Remove(Name(key));
    }

    private static string Name(Key key) => $"{key.Kind}/{key.Scope}/{key.Name}";
}
