namespace Gantry.Edge.Decisions;

/// <summary>Header fields that mean something to an edge.</summary>
public enum FieldKind
{
    /// <summary>Passed on as it is.</summary>
    Plain,
    Host,
    ContentLength,
    TransferEncoding,
    Connection,
    Upgrade,
    Expect,
    Date,

    /// <summary>Passed on too; the edge says it where a service does not.</summary>
    StrictTransport,

    /// <summary>Any other that belongs to one connection (RFC 9110, 7.6.1).</summary>
    OtherHop,
    ForwardedFor,
    ForwardedProto,
    ForwardedHost,
    RequestId,
    Forwarded,
    TraceParent,
    TraceState,

    /// <summary>Says whom the edge has verified (RFC 9440), and is believed of nobody else; with underscores for hyphens too.</summary>
    ClientCertificate,

    /// <summary>Says something of forwarding that clients from outside are not believed; with underscores for hyphens too, as many servers take them.</summary>
    OtherForwarding,
}

/// <summary>The one table of names; both lanes ask it.</summary>
public static class FieldKinds
{
    private const int Longest = 32;

    public static bool IsHopByHop(FieldKind kind) =>
        kind is FieldKind.Connection or FieldKind.TransferEncoding or FieldKind.Upgrade or FieldKind.OtherHop;

    /// <summary>Whether the field is the edge's to write, so that the client's is not copied.</summary>
    /// <param name="isBelieved">The client is a service of the platform or a trusted proxy, whose word on forwarding is believed.</param>
    public static bool IsOurs(FieldKind kind, bool isBelieved) =>
        kind is FieldKind.ForwardedFor or FieldKind.ForwardedProto or FieldKind.ForwardedHost or FieldKind.RequestId
            or FieldKind.Forwarded or FieldKind.TraceParent or FieldKind.TraceState or FieldKind.ClientCertificate
        || (kind == FieldKind.OtherForwarding && !isBelieved);

    public static FieldKind Of(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > Longest && !name.StartsWith("X", StringComparison.OrdinalIgnoreCase)) return FieldKind.Plain;
        Span<byte> bytes = stackalloc byte[Math.Min(name.Length, Longest)];
        // Names are ASCII; what is not is no name that is meant here.
        for (var i = 0; i < bytes.Length; i++) bytes[i] = name[i] < 128 ? (byte)name[i] : (byte)'?';
        return Of(bytes);
    }

    public static FieldKind Of(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return FieldKind.Plain;
        switch (name[0] | 0x20)
        {
            case 'h':
                if (Is(name, "host"u8)) return FieldKind.Host;
                return Is(name, "http2-settings"u8) ? FieldKind.OtherHop : FieldKind.Plain;
            case 'c':
                if (Is(name, "connection"u8)) return FieldKind.Connection;
                if (Is(name, "content-length"u8)) return FieldKind.ContentLength;
                return IsClientCertificate(name) ? FieldKind.ClientCertificate : FieldKind.Plain;
            case 't':
                if (Is(name, "transfer-encoding"u8)) return FieldKind.TransferEncoding;
                if (Is(name, "traceparent"u8)) return FieldKind.TraceParent;
                if (Is(name, "tracestate"u8)) return FieldKind.TraceState;
                return Is(name, "te"u8) || Is(name, "trailer"u8) ? FieldKind.OtherHop : FieldKind.Plain;
            case 'k':
                return Is(name, "keep-alive"u8) ? FieldKind.OtherHop : FieldKind.Plain;
            case 'p':
                return Is(name, "proxy-connection"u8) || Is(name, "proxy-authenticate"u8) || Is(name, "proxy-authorization"u8) ? FieldKind.OtherHop : FieldKind.Plain;
            case 'a':
                return Is(name, "alt-svc"u8) ? FieldKind.OtherHop : FieldKind.Plain;
            case 'u':
                return Is(name, "upgrade"u8) ? FieldKind.Upgrade : FieldKind.Plain;
            case 'e':
                return Is(name, "expect"u8) ? FieldKind.Expect : FieldKind.Plain;
            case 'd':
                return Is(name, "date"u8) ? FieldKind.Date : FieldKind.Plain;
            case 's':
                return Is(name, "strict-transport-security"u8) ? FieldKind.StrictTransport : FieldKind.Plain;
            case 'f' or 'x':
                return Forwarding(name);
            default:
                return FieldKind.Plain;
        }
    }

    private static FieldKind Forwarding(ReadOnlySpan<byte> name)
    {
        if (Is(name, "x-forwarded-for"u8)) return FieldKind.ForwardedFor;
        if (Is(name, "x-forwarded-proto"u8)) return FieldKind.ForwardedProto;
        if (Is(name, "x-forwarded-host"u8)) return FieldKind.ForwardedHost;
        if (Is(name, "x-request-id"u8)) return FieldKind.RequestId;
        if (Is(name, "forwarded"u8)) return FieldKind.Forwarded;
        Span<byte> plain = stackalloc byte[Math.Min(name.Length, Longest)];
        name[..plain.Length].CopyTo(plain);
        plain.Replace((byte)'_', (byte)'-');
        var prefix = "x-forwarded-"u8;
        if (plain.Length >= prefix.Length && Is(plain[..prefix.Length], prefix)) return FieldKind.OtherForwarding;
        if (name.Length > Longest) return FieldKind.Plain;
        return Is(plain, "x-real-ip"u8) || Is(plain, "x-request-id"u8) ? FieldKind.OtherForwarding : FieldKind.Plain;
    }

    private static bool IsClientCertificate(ReadOnlySpan<byte> name)
    {
        if (name.Length is not (11 or 17)) return false;
        Span<byte> plain = stackalloc byte[name.Length];
        name.CopyTo(plain);
        plain.Replace((byte)'_', (byte)'-');
        return Is(plain, "client-cert"u8) || Is(plain, "client-cert-chain"u8);
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => System.Text.Ascii.EqualsIgnoreCase(name, other);
}
