using Gantry.Resources;

namespace Gantry.Control;

/// <summary>A stored resource. Immutable: a change makes a new one.</summary>
/// <param name="Version">The store's revision at its last change; what optimistic concurrency compares.</param>
/// <param name="Generation">Counts changes of the spec alone, from 1.</param>
public sealed record Resource(Key Key, long Version, long Generation, object Spec, object? Status)
{
    public T SpecAs<T>() => (T)Spec;
    public T? StatusAs<T>() where T : class => (T?)Status;
}

/// <summary>A resource with its types.</summary>
public sealed record Resource<TSpec, TStatus>(Key Key, long Version, long Generation, TSpec Spec, TStatus? Status)
    where TSpec : class
    where TStatus : class;
