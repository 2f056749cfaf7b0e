using System.Collections.Immutable;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;

namespace Gantry.Simulation.Store;

/// <summary>What of a store outlives its process: bytes, as on a disk.</summary>
public sealed class MemoryDisk
{
    private ImmutableSortedDictionary<string, StoredResource> _resources = ImmutableSortedDictionary.Create<string, StoredResource>(StringComparer.Ordinal);
    private (ImmutableSortedDictionary<string, StoredResource> Resources, int Events) _flushed;

    public List<ResourceEvent> Events { get; } = [];
    public string Head => Events.Count == 0 ? AuditChain.Genesis : Events[^(ChainsWrong && Events.Count > 1 ? 2 : 1)].Hash;

    /// <summary>Planted: an event follows the one before the last.</summary>
    public bool ChainsWrong { get; set; }

    /// <summary>Planted: what is written instead.</summary>
    public Func<TransitionOutcome, TransitionOutcome>? Instead { get; set; }

    public IEnumerable<StoredResource> Stored => _resources.Values;

    /// <summary>As the process that has it open sees it, or saw it last.</summary>
    public World Now { get; private set; } = World.Empty;

    public World Load()
    {
        // What was begun and not finished never was.
        if (_torn is { } torn && AcceptsTorn) Write(torn with { Events = [.. torn.Events.Take(torn.Events.Count / 2)] });
        _torn = null;
        return Now = World.Of(Events.Count, _resources.Values.Select(r => r.Read()));
    }

    /// <summary>The process died when it had written a part of this.</summary>
    public void Tear(TransitionOutcome outcome) => _torn = outcome.Events.Count > 0 ? outcome : null;

    /// <summary>Planted: what is left of an unfinished write counts.</summary>
    public bool AcceptsTorn { get; set; }

    private TransitionOutcome? _torn;
    private readonly HashSet<string> _aged = new(StringComparer.Ordinal);

    /// <summary>Not as any version of today would write it.</summary>
    public bool IsAged(Key key) => _aged.Contains(Name(key));

    /// <summary>As an older version would have written it all. False when that makes no difference.</summary>
    public bool Age()
    {
        foreach (var (name, stored) in _resources.ToList())
        {
            var aged = stored with { Spec = OldJson.Of(stored.Spec), Status = stored.Status is { } status ? OldJson.Of(status) : null };
            if (aged.Spec.Length == stored.Spec.Length && aged.Status?.Length == stored.Status?.Length) continue;
            _resources = _resources.SetItem(name, aged);
            _aged.Add(name);
        }
        return _aged.Count > 0;
    }

    /// <summary>Planted: from here on nothing survives a crash.</summary>
    public void FlushOnce()
    {
        if (_flushed.Resources is null) Flush();
    }

    public void Write(TransitionOutcome outcome)
    {
        Now = outcome.World;
        outcome = Instead?.Invoke(outcome) ?? outcome;
        Events.AddRange(outcome.Events);
        foreach (var put in outcome.Puts)
        {
            _resources = _resources.SetItem(Name(put.Key), put);
            _aged.Remove(Name(put.Key));
        }
        foreach (var key in outcome.Deletes) _resources = _resources.Remove(Name(key));
    }

    /// <summary>For a disk that is planted to be slow: what is written by now survives.</summary>
    public void Flush() => _flushed = (_resources, Events.Count);

    /// <summary>Back to what was flushed.</summary>
    public void LoseUnflushed()
    {
        if (_flushed.Resources is null) return;
        _resources = _flushed.Resources;
        Events.RemoveRange(_flushed.Events, Events.Count - _flushed.Events);
        Load();
    }

    private static string Name(Key key) => $"{key.Kind}/{key.Scope}/{key.Name}";
}
