using System.Collections.Immutable;
using Gantry.Resources;
using Group = System.Collections.Immutable.ImmutableSortedDictionary<Gantry.Resources.Key, Gantry.Control.Resource>;
using Groups = System.Collections.Immutable.ImmutableSortedDictionary<
    Gantry.Resources.Key, System.Collections.Immutable.ImmutableSortedDictionary<Gantry.Resources.Key, Gantry.Control.Resource>>;

namespace Gantry.Control;

/// <summary>All resources at one revision. Immutable, so that a decision sees one consistent state however long it takes.</summary>
/// <remarks>Those of an app lie together: what concerns one app costs the same however many there are.</remarks>
public sealed class World
{
    public static World Empty { get; } = new(0, ImmutableDictionary<string, Groups>.Empty, 0, ImmutableDictionary<string, long>.Empty);

    private static readonly Comparer<Key> Order = Comparer<Key>.Create(static (a, b) =>
        string.CompareOrdinal(a.Scope, b.Scope) is var scope and not 0 ? scope : string.CompareOrdinal(a.Name, b.Name));

    private static readonly Group NoResources = Group.Empty.WithComparers(Order);
    private static readonly Groups NoGroups = Groups.Empty.WithComparers(Order);

    /// <summary>By kind, then by scope and the name up to its first point: ordered like the names themselves, of which those of a group are neighbours.</summary>
    private readonly ImmutableDictionary<string, Groups> _kinds;

    /// <summary>What was removed before this revision is not known.</summary>
    private readonly long _known;
    private readonly ImmutableDictionary<string, long> _removals;

    private World(long revision, ImmutableDictionary<string, Groups> kinds, long known, ImmutableDictionary<string, long> removals) =>
        (Revision, _kinds, _known, _removals) = (revision, kinds, known, removals);

    /// <summary>What a store has when it is opened.</summary>
    public static World Of(long revision, IEnumerable<Resource> resources)
    {
        var filled = Empty.With(revision, resources, []);
        return new World(revision, filled._kinds, revision, filled._removals);
    }

    /// <summary>The sequence number of the last event; 0 for an empty store.</summary>
    public long Revision { get; }

    public Resource? Get(Key key) => In(GroupOf(key)).GetValueOrDefault(key);

    public Resource<TSpec, TStatus>? Get<TSpec, TStatus>(Key key) where TSpec : class where TStatus : class =>
        Get(key) is { } found ? Typed<TSpec, TStatus>(found) : null;

    /// <summary>All of a kind, ordered by scope and name.</summary>
    public IEnumerable<Resource> List(string kind) => Of(kind).Values.SelectMany(static g => g.Values);

    public IEnumerable<Resource<TSpec, TStatus>> List<TSpec, TStatus>(string kind) where TSpec : class where TStatus : class =>
        List(kind).Select(Typed<TSpec, TStatus>);

    /// <summary>Those of an app, whose names begin with the app's and a point, ordered by name.</summary>
    public IEnumerable<Resource> List(string kind, string scope, string app) => Part(kind, scope, app).Values;

    public IEnumerable<Resource<TSpec, TStatus>> List<TSpec, TStatus>(string kind, string scope, string app) where TSpec : class where TStatus : class =>
        List(kind, scope, app).Select(Typed<TSpec, TStatus>);

    /// <summary>The same object as long as nothing of that kind changes in the app: what was made of it need not be made again.</summary>
    public IReadOnlyDictionary<Key, Resource> Part(string kind, string scope, string app) => In(new Key(kind, scope, app + "."));

    /// <summary>The apps that have something of a kind, ordered by scope and name.</summary>
    public IEnumerable<(string Scope, string App)> Apps(string kind) => Of(kind).Keys.Select(static k => (k.Scope, k.Name.TrimEnd('.')));

    /// <summary>All resources, ordered by kind, scope and name.</summary>
    public IEnumerable<Resource> All() => _kinds.Keys.Order(StringComparer.Ordinal).SelectMany(List);

    /// <summary>The revision by which the last one of the kind had been removed. Of what was removed before the store was opened, that of the opening.</summary>
    public long LastRemoval(string kind) => Math.Max(_known, _removals.GetValueOrDefault(kind));

    public World With(long revision, IEnumerable<Resource> puts, IEnumerable<Key> deletes)
    {
        var (kinds, removals) = (_kinds, _removals);
        foreach (var put in puts) Set(GroupOf(put.Key), g => g.SetItem(put.Key, put));
        foreach (var key in deletes)
        {
            Set(GroupOf(key), g => g.Remove(key));
            removals = removals.SetItem(key.Kind, revision);
        }
        return new World(revision, kinds, _known, removals);

        void Set(Key group, Func<Group, Group> change)
        {
            var groups = kinds.GetValueOrDefault(group.Kind, NoGroups);
            var changed = change(groups.GetValueOrDefault(group, NoResources));
            kinds = kinds.SetItem(group.Kind, changed.IsEmpty ? groups.Remove(group) : groups.SetItem(group, changed));
        }
    }

    private static Key GroupOf(Key key) => key.Name.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? key with { Name = key.Name[..(point + 1)] } : key;

    private Groups Of(string kind) => _kinds.GetValueOrDefault(kind, NoGroups);

    private Group In(Key group) => Of(group.Kind).GetValueOrDefault(group, NoResources);

    private static Resource<TSpec, TStatus> Typed<TSpec, TStatus>(Resource r) where TSpec : class where TStatus : class =>
        new(r.Key, r.Version, r.Generation, (TSpec)r.Spec, (TStatus?)r.Status);
}
