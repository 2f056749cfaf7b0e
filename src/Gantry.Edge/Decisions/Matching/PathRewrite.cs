namespace Gantry.Edge.Decisions.Matching;

/// <summary>Puts something else in the place of a prefix of a target. What comes after it stays as it came, byte for byte.</summary>
public static class PathRewrite
{
    /// <param name="target">As it came: a path, perhaps escaped, and a query.</param>
    /// <param name="prefix">A rule's path, without a slash at its end; empty for all.</param>
    /// <param name="replacement">Without a slash at its end.</param>
    /// <param name="to">Has room for both.</param>
    /// <returns>How long it is; -1: the target does not begin with the prefix.</returns>
    public static int Write(ReadOnlySpan<byte> target, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> replacement, Span<byte> to)
    {
        var query = target.IndexOf((byte)'?');
        var path = query < 0 ? target : target[..query];
        var used = LengthOf(prefix, path);
        if (used < 0 || (used < path.Length && path[used] != '/')) return -1;
        var rest = path[used..];
        // Two slashes in front would name a host.
        if (replacement.IsEmpty) rest = rest.TrimStart("/\\"u8);
        replacement.CopyTo(to);
        var at = replacement.Length;
        if (replacement.IsEmpty) to[at++] = (byte)'/';
        rest.CopyTo(to[at..]);
        at += rest.Length;
        if (query < 0) return at;
        target[query..].CopyTo(to[at..]);
        return at + target.Length - query;
    }

    /// <summary>So much of the path stands for the prefix; -1: it begins otherwise.</summary>
    private static int LengthOf(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> path)
    {
        var at = 0;
        foreach (var wanted in prefix)
        {
            if (at >= path.Length) return -1;
            var one = path[at++];
            if (one == '%' && at + 2 <= path.Length && System.Buffers.Text.Utf8Parser.TryParse(path.Slice(at, 2), out byte decoded, out var digits, 'x') && digits == 2)
            {
                one = decoded;
                at += 2;
            }
            if (one != wanted) return -1;
        }
        return at;
    }
}
