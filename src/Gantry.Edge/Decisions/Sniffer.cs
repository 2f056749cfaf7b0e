namespace Gantry.Edge.Decisions;

/// <summary>What the first bytes of a connection look like.</summary>
public enum Wire
{
    /// <summary>More bytes are needed to tell.</summary>
    Undecided,
    Http1,

    /// <summary>HTTP/2 without TLS, "with prior knowledge".</summary>
    Http2,

    /// <summary>Anything else: passed through as it is.</summary>
    Raw,

    /// <summary>TLS, which ends here; what is in it is agreed on by its handshake. Told by the address, not by the first bytes.</summary>
    Tls,
}

/// <summary>Tells HTTP from everything else by the first bytes of a client.</summary>
public static class Sniffer
{
    private const int LongestMethod = 24;

    /// <summary>Ports of protocols in which the server speaks first, or that are known not to be HTTP: waiting for the client is in vain.</summary>
    private static readonly HashSet<int> Opaque =
        [21, 22, 25, 110, 143, 465, 587, 993, 995, 1433, 1521, 1883, 2181, 3306, 4222, 5432, 5671, 5672, 6379, 6380, 8883, 9042, 9092, 11211, 26379, 27017, 33060, 61613, 61616];

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n"u8;

    public static bool IsOpaque(int port) => Opaque.Contains(port);

    public static Wire Look(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Preface)) return Wire.Http2;
        if (Preface.StartsWith(bytes)) return Wire.Undecided;
        var space = bytes.IndexOf((byte)' ');
        var method = space < 0 ? bytes : bytes[..space];
        if (method.Length is 0 or > LongestMethod || method.ContainsAnyExceptInRange((byte)'A', (byte)'Z')) return Wire.Raw;
        if (space < 0) return Wire.Undecided;
        var rest = bytes[(space + 1)..];
        if (rest.IsEmpty) return Wire.Undecided;
        var end = rest.IndexOf((byte)'\n');
        // A whole line says for itself what it is; of a part of one the start of the target has to do.
        if (end >= 0) return IsHttpVersion(rest[..end].TrimEnd((byte)'\r')) ? Wire.Http1 : Wire.Raw;
        return rest[0] is (byte)'/' or (byte)'*' or (byte)'h' || method.SequenceEqual("CONNECT"u8) ? Wire.Http1 : Wire.Raw;
    }

    private static bool IsHttpVersion(ReadOnlySpan<byte> target) =>
        target.Length > 9 && target[^9..^1].SequenceEqual(" HTTP/1."u8);
}
