using System.Collections.Immutable;
using Gantry.Resources;

namespace Gantry.Control;

/// <summary>All resources at one revision. Immutable, so that a decision sees one consistent state however long it takes.</summary>
public sealed class World
{
    public static World Empty { get; } = new(0, ImmutableDictionary<string, ImmutableSortedDictionary<Key, Resource>>.Empty);

    private static readonly Comparer<Key> Order = Comparer<Key>.Create(static (a, b) =>
        string.CompareOrdinal(a.Scope, b.Scope) is var scope and not 0 ? scope : string.CompareOrdinal(a.Name, b.Name));

    private readonly ImmutableDictionary<string, ImmutableSortedDictionary<Key, Resource>> _kinds;

    private World(long revision, ImmutableDictionary<string, ImmutableSortedDictionary<Key, Resource>> kinds) =>
        (Revision, _kinds) = (revision, kinds);

    /// <summary>The sequence number of the last event; 0 for an empty store.</summary>
    public long Revision { get; }

    public Resource? Get(Key key) => Kind(key.Kind).GetValueOrDefault(key);

    public Resource<TSpec, TStatus>? Get<TSpec, TStatus>(Key key) where TSpec : class where TStatus : class =>
        Get(key) is { } found ? Typed<TSpec, TStatus>(found) : null;

    /// <summary>All of a kind, ordered by scope and name.</summary>
    public IEnumerable<Resource> List(string kind) => Kind(kind).Values;

    public IEnumerable<Resource<TSpec, TStatus>> List<TSpec, TStatus>(string kind) where TSpec : class where TStatus : class =>
        Kind(kind).Values.Select(Typed<TSpec, TStatus>);

    /// <summary>All resources, ordered by kind, scope and name.</summary>
    public IEnumerable<Resource> All() => _kinds.OrderBy(k => k.Key, StringComparer.Ordinal).SelectMany(k => k.Value.Values);

    public World With(long revision, IEnumerable<Resource> puts, IEnumerable<Key> deletes)
    {
        var kinds = _kinds;
        foreach (var put in puts) kinds = kinds.SetItem(put.Key.Kind, In(kinds, put.Key.Kind).SetItem(put.Key, put));
        foreach (var key in deletes) kinds = kinds.SetItem(key.Kind, In(kinds, key.Kind).Remove(key));
        return new World(revision, kinds);
    }

    private ImmutableSortedDictionary<Key, Resource> Kind(string kind) => In(_kinds, kind);

    private static ImmutableSortedDictionary<Key, Resource> In(
        ImmutableDictionary<string, ImmutableSortedDictionary<Key, Resource>> kinds, string kind) =>
        kinds.TryGetValue(kind, out var found) ? found : ImmutableSortedDictionary<Key, Resource>.Empty.WithComparers(Order);

    private static Resource<TSpec, TStatus> Typed<TSpec, TStatus>(Resource r) where TSpec : class where TStatus : class =>
        new(r.Key, r.Version, r.Generation, (TSpec)r.Spec, (TStatus?)r.Status);
}
