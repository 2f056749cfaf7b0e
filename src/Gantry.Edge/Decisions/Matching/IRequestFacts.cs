namespace Gantry.Edge.Decisions.Matching;

/// <summary>What a request says of itself, as bytes, so that both lanes are asked the same and nothing is copied to ask.</summary>
public interface IRequestFacts
{
    ReadOnlySpan<byte> Method { get; }

    /// <summary>What stands behind the question mark of the target, as it came.</summary>
    ReadOnlySpan<byte> Query { get; }

    /// <summary>Who asks, as <see cref="Guarding.ClientKey"/> makes it of an address.</summary>
    ulong Client { get; }

    /// <param name="name">In lower case; the request's may be in any.</param>
    /// <param name="nth">From zero: a field may be there several times.</param>
    bool TryHeader(ReadOnlySpan<byte> name, int nth, out ReadOnlySpan<byte> value);
}

/// <summary>Looks into those fields that hold several things.</summary>
public static class RequestFactsReading
{
    public static bool TryCookie(this IRequestFacts facts, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (var nth = 0; facts.TryHeader("cookie"u8, nth, out var cookies); nth++)
        {
            if (TryPart(cookies, (byte)';', name, out value)) return true;
        }
        value = default;
        return false;
    }

    public static bool TryParameter(this IRequestFacts facts, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        TryPart(facts.Query, (byte)'&', name, out value);

    /// <summary>The value of the first part of that name; empty where it has none.</summary>
    private static bool TryPart(ReadOnlySpan<byte> parts, byte border, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (var rest = parts; !rest.IsEmpty;)
        {
            var end = rest.IndexOf(border);
            var part = (end < 0 ? rest : rest[..end]).Trim(" \t"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!part.StartsWith(name)) continue;
            if (part.Length > name.Length && part[name.Length] != '=') continue;
            value = part.Length > name.Length ? part[(name.Length + 1)..] : default;
            return true;
        }
        value = default;
        return false;
    }
}
