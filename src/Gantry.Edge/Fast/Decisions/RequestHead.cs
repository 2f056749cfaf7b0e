using System.Buffers;
using Gantry.Edge.Decisions;

namespace Gantry.Edge.Fast.Decisions;

/// <summary>What the bytes of a client are so far.</summary>
internal enum HeadVerdict
{
    /// <summary>More are needed.</summary>
    Partial,

    /// <summary>A head that can be read in one way only, of a request that the fast lane takes.</summary>
    Whole,

    /// <summary>Anything else, be it wrong or only rare: the general lane decides.</summary>
    Unusual,
}

/// <summary>
/// Reads the head of a request. Whatever is not plain is not its business, so that only one parser of the edge has to know what
/// is refused and how. One for each loop: it holds no bytes, only where in them things are.
/// </summary>
internal sealed class RequestHead
{
    private const int LongestMethod = 24;
    private const int LongestHost = 255;

    private static readonly SearchValues<byte> HostBytes =
        SearchValues.Create("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>What a target is made of: what can be seen, and no fragment.</summary>
    private static readonly SearchValues<byte> TargetBytes = SearchValues.Create([.. Enumerable.Range(0x21, 0x7F - 0x21).Where(code => code != '#').Select(code => (byte)code)]);

    private readonly HeadLine[] lines = new HeadLine[HeadLine.Most];
    private int count, host, requestId, forwardedFor, forwardedProto, forwardedHost, forwarded, traceParent;

    /// <summary>With the empty line.</summary>
    public int Length { get; private set; }
    public int MethodLength { get; private set; }
    public int TargetLength { get; private set; }

    /// <summary>-1: none is said, so there is no body.</summary>
    public long ContentLength { get; private set; }

    /// <summary>The client wants the connection closed after the answer.</summary>
    public bool Closes { get; private set; }

    public ReadOnlySpan<HeadLine> Lines => lines.AsSpan(0, count);

    public HeadLine? Host => At(host);
    public HeadLine? RequestId => At(requestId);
    public HeadLine? ForwardedFor => At(forwardedFor);
    public HeadLine? ForwardedProto => At(forwardedProto);
    public HeadLine? ForwardedHost => At(forwardedHost);
    public HeadLine? Forwarded => At(forwarded);
    public HeadLine? TraceParent => At(traceParent);

    public ReadOnlySpan<byte> Method(ReadOnlySpan<byte> head) => head[..MethodLength];

    public ReadOnlySpan<byte> Target(ReadOnlySpan<byte> head) => head.Slice(MethodLength + 1, TargetLength);

    public HeadVerdict Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return MayBecomeWhole(bytes) ? HeadVerdict.Partial : HeadVerdict.Unusual;
        Length = end + 4;
        var head = bytes[..(end + 2)];
        (count, host, requestId, forwardedFor, forwardedProto, forwardedHost, forwarded, traceParent) = (0, -1, -1, -1, -1, -1, -1, -1);
        (ContentLength, Closes) = (-1, false);
        var at = RequestLine(head);
        if (at < 0) return HeadVerdict.Unusual;
        while (at < head.Length)
        {
            at = Line(head, at);
            if (at < 0) return HeadVerdict.Unusual;
        }
        return host >= 0 && IsPlainHost(lines[host].Value(head)) ? HeadVerdict.Whole : HeadVerdict.Unusual;
    }

    private HeadLine? At(int index) => index < 0 ? null : lines[index];

    /// <summary>Who speaks something else, or ends lines by bare line feeds, would be waited for in vain.</summary>
    private static bool MayBecomeWhole(ReadOnlySpan<byte> bytes)
    {
        var method = bytes.IndexOf((byte)' ') is >= 0 and var space ? bytes[..space] : bytes;
        if (method.Length > LongestMethod || method.ContainsAnyExceptInRange((byte)'A', (byte)'Z')) return false;
        for (var at = 0; bytes[at..].IndexOf((byte)'\n') is >= 0 and var feed; at += feed + 1)
        {
            if (at + feed == 0 || bytes[at + feed - 1] != '\r') return false;
        }
        return true;
    }

    /// <returns>Where the first field starts; -1: unusual.</returns>
    private int RequestLine(ReadOnlySpan<byte> head)
    {
        MethodLength = head.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        if (MethodLength is < 1 or > LongestMethod || head[MethodLength] != ' ') return -1;
        if (Method(head).SequenceEqual("CONNECT"u8)) return -1;
        var rest = head[(MethodLength + 1)..];
        TargetLength = rest.IndexOfAnyExcept(TargetBytes);
        if (TargetLength < 1 || rest[0] != '/') return -1;
        var version = " HTTP/1.1\r\n"u8;
        if (!rest[TargetLength..].StartsWith(version)) return -1;
        // An encoded zero is refused, wherever it is.
        if (rest[..TargetLength].IndexOf("%00"u8) >= 0) return -1;
        return MethodLength + 1 + TargetLength + version.Length;
    }

    /// <returns>Where the next line starts; -1: unusual.</returns>
    private int Line(ReadOnlySpan<byte> head, int at)
    {
        var rest = head[at..];
        var name = rest.IndexOfAnyExcept(HeadLine.TokenBytes);
        if (name < 1 || rest[name] != ':' || count == HeadLine.Most) return -1;
        var value = rest[(name + 1)..].IndexOfAny(HeadLine.Controls);
        if (value < 0) return -1;
        var end = name + 1 + value;
        if (rest[end] != '\r' || rest[end + 1] != '\n') return -1;
        var line = new HeadLine(at, name, at + name + 1, at + end, FieldKinds.Of(rest[..name]));
        lines[count] = line;
        if (line.Kind != FieldKind.Plain && !Take(line, line.Value(head))) return -1;
        // Servers differ in what blanks they bear around a length: the general lane writes it anew.
        if (line.Kind == FieldKind.ContentLength && !IsTight(head[line.ValueStart..line.ValueEnd], line.Value(head))) return -1;
        count++;
        return at + end + 2;
    }

    /// <returns>False: unusual.</returns>
    private bool Take(in HeadLine line, ReadOnlySpan<byte> value)
    {
        switch (line.Kind)
        {
            case FieldKind.Host:
                return Once(ref host);
            case FieldKind.RequestId:
                return Once(ref requestId);
            case FieldKind.ForwardedFor:
                return Once(ref forwardedFor);
            case FieldKind.ForwardedProto:
                return Once(ref forwardedProto);
            case FieldKind.ForwardedHost:
                return Once(ref forwardedHost);
            case FieldKind.Forwarded:
                return Once(ref forwarded);
            case FieldKind.TraceParent:
                return Once(ref traceParent);
            case FieldKind.ContentLength:
                if (ContentLength >= 0) return false;
                ContentLength = HeadNumber.Decimal(value);
                return ContentLength >= 0;
            case FieldKind.Connection:
                if (System.Text.Ascii.EqualsIgnoreCase(value, "keep-alive"u8)) return true;
                return Closes = System.Text.Ascii.EqualsIgnoreCase(value, "close"u8);
            case FieldKind.TransferEncoding or FieldKind.Upgrade or FieldKind.Expect:
                return false;
            default:
                return true;
        }
    }

    /// <summary>Nothing around it, or one blank before it.</summary>
    private static bool IsTight(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> value) =>
        whole.Length == value.Length || (whole.Length == value.Length + 1 && whole[0] == ' ');

    private bool Once(ref int index)
    {
        if (index >= 0) return false;
        index = count;
        return true;
    }

    /// <summary>A name or an address of version 4, with or without a port.</summary>
    private static bool IsPlainHost(ReadOnlySpan<byte> host)
    {
        if (host.Length is 0 or > LongestHost) return false;
        var name = host.IndexOfAnyExcept(HostBytes);
        if (name < 0) return true;
        return name > 0 && host[name] == ':' && host.Length - name <= 6 && HeadNumber.Decimal(host[(name + 1)..]) is > 0 and <= 65535;
    }
}
