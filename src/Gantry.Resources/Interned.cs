namespace Gantry.Resources;

/// <summary>
/// One object for equal content. Every replica of an app holds the addresses of all services that it may call: with 60 services
/// that is 60 times the same 60 entries, most of the memory of a large platform. What nothing uses any longer is not kept.
/// </summary>
public static class Interned
{
    /// <summary>Fewer entries are not worth looking for.</summary>
    private const int Least = 4;

    /// <summary>A power of two. Content that shares its place with other content is only not shared.</summary>
    private const int Places = 4096;

    private static readonly WeakReference?[] Maps = new WeakReference?[Places];
    private static readonly WeakReference?[] Lists = new WeakReference?[Places];

    /// <summary>The same or an equal one, in the same order. It must never be changed.</summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> map)
    {
        if (map.Count < Least) return map;
        var hash = new HashCode();
        foreach (var (key, value) in map)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return Shared(Maps, hash.ToHashCode(), map, static (a, b) => a.Count == b.Count && a.SequenceEqual(b));
    }

    /// <inheritdoc cref="Of(IReadOnlyDictionary{string, string})"/>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> list)
    {
        if (list.Count < Least) return list;
        var hash = new HashCode();
        foreach (var item in list) hash.Add(item);
        return Shared(Lists, hash.ToHashCode(), list, static (a, b) => a.Count == b.Count && a.SequenceEqual(b, StringComparer.Ordinal));
    }

    private static T Shared<T>(WeakReference?[] places, int hash, T value, Func<T, T, bool> equal) where T : class
    {
        ref var place = ref places[hash & (Places - 1)];
        if (Volatile.Read(ref place)?.Target is T known && (ReferenceEquals(known, value) || (known.GetType() == value.GetType() && equal(known, value)))) return known;
        Volatile.Write(ref place, new WeakReference(value));
        return value;
    }
}
