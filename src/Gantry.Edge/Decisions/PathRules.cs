using System.Runtime.InteropServices;

namespace Gantry.Edge.Decisions;

/// <summary>Says whether what was found for a path is taken, and may put something nearer in its place.</summary>
public interface IRuleChoice<T>
{
    bool Takes(ref T found);
}

/// <summary>
/// The paths of one host: a path that is meant exactly before all others, then the longest prefix on segment borders, in a time that
/// does not grow with their number.
/// </summary>
internal sealed class PathRules<T>
{
    private Dictionary<string, T>? exact;
    private Dictionary<string, T>? longer;

    /// <summary>The lengths that prefixes have, the longest first. There are few of them, whatever a client asks for.</summary>
    private int[] lengths = [];
    private T? root;
    private bool hasRoot;

    /// <summary>Where the target of a path is, or is to be put.</summary>
    public ref T? Slot(string path, bool isExact, out bool exists)
    {
        if (isExact)
        {
            exact ??= new Dictionary<string, T>(StringComparer.Ordinal);
            return ref CollectionsMarshal.GetValueRefOrAddDefault(exact, path, out exists);
        }
        var prefix = path.TrimEnd('/');
        if (prefix.Length == 0)
        {
            (exists, hasRoot) = (hasRoot, true);
            return ref root;
        }
        longer ??= new Dictionary<string, T>(StringComparer.Ordinal);
        lengths = Lengths.With(lengths, prefix.Length);
        return ref CollectionsMarshal.GetValueRefOrAddDefault(longer, prefix, out exists);
    }

    public bool TryFind<TChoice>(ReadOnlySpan<char> path, ref TChoice choice, out T target) where TChoice : IRuleChoice<T>, allows ref struct
    {
        if (exact is not null && exact.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out target!) && choice.Takes(ref target)) return true;
        if (longer is not null)
        {
            var prefixes = longer.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var length in lengths)
            {
                if (path.Length < length || (path.Length > length && path[length] != '/')) continue;
                if (prefixes.TryGetValue(path[..length], out target!) && choice.Takes(ref target)) return true;
            }
        }
        target = root!;
        return hasRoot && (path.IsEmpty || path[0] == '/') && choice.Takes(ref target);
    }
}

/// <summary>Distinct lengths, the longest first.</summary>
internal static class Lengths
{
    public static int[] With(int[] lengths, int length) =>
        Array.IndexOf(lengths, length) >= 0 ? lengths : [.. lengths.Append(length).OrderDescending()];
}
