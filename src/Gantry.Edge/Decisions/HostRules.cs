namespace Gantry.Edge.Decisions;

/// <summary>
/// Finds what a host and path lead to: an exact host before a wildcard, the longer wildcard before the shorter, a host before
/// none; there the longest path prefix on segment borders. A host without a fitting path falls through to the next. What it costs
/// depends on how many lengths wildcards and prefixes have, and not on how many rules there are.
/// </summary>
public sealed class HostRules<T>
{
    private readonly Dictionary<string, PathRules<T>> exact = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By what comes behind the asterisk, which starts with a dot.</summary>
    private readonly Dictionary<string, PathRules<T>> wildcards = new(StringComparer.OrdinalIgnoreCase);
    private readonly PathRules<T> any = new();
    private int[] suffixes = [];

    /// <summary>The first that is added for a host and path stays; a second one changes nothing and is answered with false.</summary>
    public bool Add(string? host, string path, T target)
    {
        ref var slot = ref Slot(host, path, isExact: false, out var exists);
        if (!exists) slot = target;
        return !exists;
    }

    /// <summary>Where the target of a host and path is, or is to be put; until the next one is asked for.</summary>
    public ref T? Slot(string? host, string path, bool isExact, out bool exists) => ref RulesOf(host).Slot(path, isExact, out exists);

    public bool TryFind(ReadOnlySpan<char> host, ReadOnlySpan<char> path, out T target)
    {
        var any = new Any();
        return TryFind(host, path, ref any, out target);
    }

    /// <param name="host">As in the Host header, with or without a port.</param>
    /// <param name="path">Decoded, starting with a slash.</param>
    /// <param name="choice">Asked of each that is found, the nearest first, until one is taken.</param>
    public bool TryFind<TChoice>(ReadOnlySpan<char> host, ReadOnlySpan<char> path, ref TChoice choice, out T target) where TChoice : IRuleChoice<T>, allows ref struct
    {
        var name = NameOf(host);
        if (exact.Count > 0 && exact.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var rules)
            && rules.TryFind(path, ref choice, out target)) return true;
        if (suffixes.Length > 0)
        {
            var bySuffix = wildcards.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var length in suffixes)
            {
                if (name.Length <= length || name[^length] != '.') continue;
                if (bySuffix.TryGetValue(name[^length..], out rules) && rules.TryFind(path, ref choice, out target)) return true;
            }
        }
        return any.TryFind(path, ref choice, out target);
    }

    /// <summary>Without port and without the dot that marks a name as complete.</summary>
    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> host)
    {
        var name = host;
        var colon = name.LastIndexOf(':');
        if (colon >= 0 && !name[colon..].Contains(']')) name = name[..colon];
        return name.TrimEnd('.');
    }

    private PathRules<T> RulesOf(string? host)
    {
        if (host is null or "" or "*") return any;
        if (!host.StartsWith("*.", StringComparison.Ordinal)) return Of(exact, host);
        suffixes = Lengths.With(suffixes, host.Length - 1);
        return Of(wildcards, host[1..]);
    }

    private static PathRules<T> Of(Dictionary<string, PathRules<T>> rules, string key)
    {
        if (!rules.TryGetValue(key, out var found)) rules[key] = found = new PathRules<T>();
        return found;
    }

    private readonly struct Any : IRuleChoice<T>
    {
        public bool Takes(ref T found) => true;
    }
}
