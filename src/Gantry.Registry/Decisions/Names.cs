namespace Gantry.Registry.Decisions;

/// <summary>What repositories and tags may be called (distribution-spec, "Pulling manifests"). Read by hand: no input makes it slow.</summary>
public static class Names
{
    /// <summary>More does not fit beside a host's name into what clients take.</summary>
    private const int LongestRepository = 255;
    private const int LongestTag = 128;

    /// <summary>Lower-case components divided by slashes, in each letters and digits divided by <c>.</c>, <c>_</c>, <c>__</c> or dashes.</summary>
    public static bool IsRepository(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > LongestRepository) return false;
        foreach (var part in name.Split('/'))
        {
            if (!IsComponent(name[part])) return false;
        }

        return true;
    }

    public static bool IsTag(ReadOnlySpan<char> tag)
    {
        if (tag.Length is 0 or > LongestTag || tag[0] is '.' or '-') return false;
        foreach (var c in tag)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-')) return false;
        }

        return true;
    }

    private static bool IsComponent(ReadOnlySpan<char> part)
    {
        var between = 0;
        for (var at = 0; at < part.Length; at++)
        {
            var c = part[at];
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                between = 0;
                continue;
            }

            between++;
            var first = part[at - between + 1];
            var right = at >= between && first switch
            {
                '.' => between == 1,
                '_' => c == '_' && between <= 2,
                '-' => c == '-',
                _ => false,
            };
            if (!right) return false;
        }

        return part.Length > 0 && between == 0;
    }
}
