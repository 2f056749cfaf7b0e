namespace Gantry.Edge.Decisions;

/// <summary>
/// Finds what a host and path lead to: an exact host before a wildcard, the longer wildcard before the shorter, a host before
/// none; there the longest path prefix on segment borders. A host without a fitting path falls through to the next.
/// </summary>
public sealed class HostRules<T>
{
    private readonly Dictionary<string, List<PathRule>> exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Suffix, List<PathRule> Rules)> wildcards = [];
    private readonly List<PathRule> any = [];

    /// <summary>The first that is added for a host and path stays; a second one changes nothing and is answered with false.</summary>
    public bool Add(string? host, string path, T target)
    {
        var rules = RulesOf(host);
        var prefix = path.TrimEnd('/');
        if (rules.Exists(rule => rule.Prefix == prefix)) return false;
        rules.Add(new PathRule(prefix, target));
        rules.Sort((a, b) => b.Prefix.Length.CompareTo(a.Prefix.Length));
        return true;
    }

    /// <param name="host">As in the Host header, with or without a port.</param>
    /// <param name="path">Decoded, starting with a slash.</param>
    public bool TryFind(ReadOnlySpan<char> host, ReadOnlySpan<char> path, out T target)
    {
        var name = NameOf(host);
        if (exact.Count > 0 && exact.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var rules)
            && TryFind(rules, path, out target)) return true;
        foreach (var (suffix, candidates) in wildcards)
        {
            if (name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && TryFind(candidates, path, out target)) return true;
        }
        return TryFind(any, path, out target);
    }

    /// <summary>Without port and without the dot that marks a name as complete.</summary>
    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> host)
    {
        var name = host;
        var colon = name.LastIndexOf(':');
        if (colon >= 0 && !name[colon..].Contains(']')) name = name[..colon];
        return name.TrimEnd('.');
    }

    private static bool TryFind(List<PathRule> rules, ReadOnlySpan<char> path, out T target)
    {
        foreach (var rule in rules)
        {
            if (!path.StartsWith(rule.Prefix, StringComparison.Ordinal)) continue;
            if (path.Length != rule.Prefix.Length && path[rule.Prefix.Length] != '/') continue;
            target = rule.Target;
            return true;
        }
        target = default!;
        return false;
    }

    private List<PathRule> RulesOf(string? host)
    {
        if (host is null or "" or "*") return any;
        if (host.StartsWith("*.", StringComparison.Ordinal))
        {
            var suffix = host[1..];
            var at = wildcards.FindIndex(w => string.Equals(w.Suffix, suffix, StringComparison.OrdinalIgnoreCase));
            if (at >= 0) return wildcards[at].Rules;
            var rules = new List<PathRule>();
            wildcards.Add((suffix, rules));
            wildcards.Sort((a, b) => b.Suffix.Length.CompareTo(a.Suffix.Length));
            return rules;
        }
        if (!exact.TryGetValue(host, out var found)) exact[host] = found = [];
        return found;
    }

    private sealed record PathRule(string Prefix, T Target);
}
