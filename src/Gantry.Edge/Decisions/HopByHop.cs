namespace Gantry.Edge.Decisions;

/// <summary>Header fields that belong to one connection and must not be passed on (RFC 9110, 7.6.1).</summary>
public static class HopByHop
{
    /// <param name="connection">The Connection field, which names further ones; null if there is none.</param>
    public static bool Is(string field, string? connection) =>
        FieldKinds.IsHopByHop(FieldKinds.Of(field)) || (connection is not null && Names(connection, field));

    /// <summary>Whether a comma-separated list has the token.</summary>
    public static bool Names(string list, string token)
    {
        foreach (var range in list.AsSpan().Split(','))
        {
            if (list.AsSpan(range).Trim().Equals(token, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <inheritdoc cref="Names(string, string)"/>
    public static bool Names(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (System.Text.Ascii.EqualsIgnoreCase(list[range].Trim(" \t"u8), token)) return true;
        }
        return false;
    }
}
