using Gantry.Resources;

namespace Gantry.Control.Decisions;

/// <summary>The resources that a transaction has touched so far, over the world it started from.</summary>
internal sealed class WorldDraft(World world)
{
    // In order of the first touch, so that the same transaction is always written in the same order.
    private readonly List<Key> _order = [];
    private readonly Dictionary<Key, (Resource Resource, StoredResource Stored)?> _touched = [];

    public StoredResource PutSpec(PutSpec put, long sequence)
    {
        var schema = ResourceSchema.Spec(put.Key.Kind);
        if (!schema.Type.IsInstanceOfType(put.Spec))
            throw new ArgumentException($"The spec of {put.Key} is a {put.Spec.GetType().Name}, not a {schema.Type.Name}.", nameof(put));
        var before = Get(put.Key);
        var after = new Resource(put.Key, sequence, before?.Generation ?? 0, put.Spec, before?.Status);
        var stored = StoredResource.Of(after);
        // Writing the same spec again is no change of it: who has acknowledged this generation need not do so again.
        if (before is null || !stored.Spec.AsSpan().SequenceEqual(StoredResource.SpecJson(before)))
        {
            after = after with { Generation = after.Generation + 1 };
            stored = stored with { Generation = after.Generation };
        }
        return Set(after, stored);
    }

    /// <summary>Null when there is no such resource.</summary>
    public StoredResource? PutStatus(PutStatus put, long sequence)
    {
        var schema = ResourceSchema.Status(put.Key.Kind);
        if (!schema.Type.IsInstanceOfType(put.Status))
            throw new ArgumentException($"The status of {put.Key} is a {put.Status.GetType().Name}, not a {schema.Type.Name}.", nameof(put));
        if (Get(put.Key) is not { } before) return null;
        var after = before with { Version = sequence, Status = put.Status };
        return Set(after, StoredResource.Of(after));
    }

    /// <summary>False when there was nothing to delete.</summary>
    public bool Delete(Key key)
    {
        if (Get(key) is null) return false;
        Touch(key);
        _touched[key] = null;
        return true;
    }

    /// <summary>What was changed last by then and is not changed here.</summary>
    public IReadOnlyList<Resource> AsOf(long revision) => [.. world.All().Where(r => r.Version <= revision && !_touched.ContainsKey(r.Key))];

    public TransitionOutcome Outcome(IReadOnlyList<ResourceEvent> events, string head)
    {
        var touched = _order.ConvertAll(k => (Key: k, Now: _touched[k]));
        var deletes = touched.Where(t => t.Now is null).Select(t => t.Key).ToList();
        return new TransitionOutcome
        {
            World = events.Count == 0 ? world
                : world.With(world.Revision + events.Count, touched.Where(t => t.Now is not null).Select(t => t.Now!.Value.Resource), deletes),
            Head = head,
            Events = events,
            Puts = [.. touched.Where(t => t.Now is not null).Select(t => t.Now!.Value.Stored)],
            Deletes = deletes,
        };
    }

    private Resource? Get(Key key) => _touched.TryGetValue(key, out var touched) ? touched?.Resource : world.Get(key);

    private StoredResource Set(Resource resource, StoredResource stored)
    {
        Touch(resource.Key);
        _touched[resource.Key] = (resource, stored);
        return stored;
    }

    private void Touch(Key key)
    {
        if (!_touched.ContainsKey(key)) _order.Add(key);
    }
}
