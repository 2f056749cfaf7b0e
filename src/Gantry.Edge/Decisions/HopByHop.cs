using System.Collections.Frozen;

namespace Gantry.Edge.Decisions;

/// <summary>Header fields that belong to one connection and must not be passed on (RFC 9110, 7.6.1).</summary>
public static class HopByHop
{
    private static readonly FrozenSet<string> Fields = FrozenSet.ToFrozenSet(
        ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Alt-Svc"],
        StringComparer.OrdinalIgnoreCase);

    /// <param name="connection">The Connection field, which names further ones; null if there is none.</param>
    public static bool Is(string field, string? connection) =>
        Fields.Contains(field) || (connection is not null && Names(connection, field));

    /// <summary>Whether a comma-separated list has the token.</summary>
    public static bool Names(string list, string token)
    {
        foreach (var range in list.AsSpan().Split(','))
        {
            if (list.AsSpan(range).Trim().Equals(token, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
