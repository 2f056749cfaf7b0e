namespace Gantry.Edge.Decisions;

/// <summary>The paths of one host: the longest prefix on segment borders is found, in a time that does not grow with their number.</summary>
internal sealed class PathRules<T>
{
    private Dictionary<string, T>? longer;

    /// <summary>The lengths that prefixes have, the longest first. There are few of them, whatever a client asks for.</summary>
    private int[] lengths = [];
    private T? root;
    private bool hasRoot;

    /// <summary>The first that is added for a path stays; a second one changes nothing and is answered with false.</summary>
    public bool Add(string path, T target)
    {
        var prefix = path.TrimEnd('/');
        if (prefix.Length == 0)
        {
            if (hasRoot) return false;
            (root, hasRoot) = (target, true);
            return true;
        }
        longer ??= new Dictionary<string, T>(StringComparer.Ordinal);
        if (!longer.TryAdd(prefix, target)) return false;
        lengths = Lengths.With(lengths, prefix.Length);
        return true;
    }

    public bool TryFind(ReadOnlySpan<char> path, out T target)
    {
        if (longer is not null)
        {
            var prefixes = longer.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var length in lengths)
            {
                if (path.Length < length || (path.Length > length && path[length] != '/')) continue;
                if (prefixes.TryGetValue(path[..length], out target!)) return true;
            }
        }
        target = root!;
        return hasRoot && (path.IsEmpty || path[0] == '/');
    }
}

/// <summary>Distinct lengths, the longest first.</summary>
internal static class Lengths
{
    public static int[] With(int[] lengths, int length) =>
        Array.IndexOf(lengths, length) >= 0 ? lengths : [.. lengths.Append(length).OrderDescending()];
}
