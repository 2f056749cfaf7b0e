using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Replicas;

namespace Gantry.Rollouts.Decisions;

/// <summary>
/// A world with the changes decided so far laid over it, so that several steps are decided in one go and recorded in one
/// transaction. At most one spec and one status change per resource comes out.
/// </summary>
internal sealed class Scratch(World world)
{
    private readonly Dictionary<(Key, bool Spec), Change> _changes = [];
    private readonly List<(Key, bool Spec)> _order = [];

    /// <summary>As it will be: what is decided now has a revision that nobody has acknowledged.</summary>
    public World World { get; private set; } = world.With(world.Revision + 1, [], []);

    public IReadOnlyList<Change> Changes => [.. _order.Select(o => _changes[o])];

    public void Spec(Key key, object spec, string because)
    {
        var now = World.Get(key);
        Note(key, true, new PutSpec(key, spec, because, First(key, true)?.ExpectedVersion ?? Version(key)));
        World = World.With(World.Revision, [new Resource(key, World.Revision, (now?.Generation ?? 0) + 1, spec, now?.Status)], []);
    }

    public void Status(Key key, object status, string because)
    {
        Note(key, false, new PutStatus(key, status, because, null));
        if (World.Get(key) is { } now) World = World.With(World.Revision, [now with { Status = status }], []);
    }

    /// <summary>The same, if nothing of the resource has changed since.</summary>
    public void StatusOf(Key key, object status, string because)
    {
        Status(key, status, because);
        Note(key, false, new PutStatus(key, status, because, Version(key)));
    }

    public void Delete(Key key, string because)
    {
        Note(key, true, new Delete(key, because, Version(key)));
        World = World.With(World.Revision, [], [key]);
    }

    public void Retire(Resource<ReplicaSpec, ReplicaStatus> replica, DateTimeOffset? at, string because) =>
        Spec(replica.Key, replica.Spec with { RetireAt = at }, because);

    private readonly World _before = world;

    private long Version(Key key) => _before.Get(key)?.Version ?? 0;

    private Change? First(Key key, bool spec) => _changes.GetValueOrDefault((key, spec));

    private void Note(Key key, bool spec, Change change)
    {
        if (!_changes.ContainsKey((key, spec))) _order.Add((key, spec));
        _changes[(key, spec)] = change;
    }
}
