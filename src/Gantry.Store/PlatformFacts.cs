namespace Gantry.Store;

/// <summary>The few things that a platform decides once and keeps: its id, its block of addresses.</summary>
/// <exception cref="Control.StoreUnavailableException">From all of it, as in <see cref="Control.IResourceStore.CommitAsync"/>.</exception>
public abstract class PlatformFacts
{
    /// <summary>Null when it was never set.</summary>
    public abstract string? Get(string name);

    /// <summary>All of them, by name.</summary>
    public abstract IReadOnlyDictionary<string, string> All();

    public abstract void Set(string name, string value);

    /// <summary>The value that is kept; the given one when there was none, which then is. Of several processes all get the same.</summary>
    public string GetOrAdd(string name, Func<string> first)
    {
        if (Get(name) is { } known) return known;
        Add(name, first());
        return Get(name)!;
    }

    /// <summary>Sets it unless it is set.</summary>
    protected abstract void Add(string name, string value);
}
