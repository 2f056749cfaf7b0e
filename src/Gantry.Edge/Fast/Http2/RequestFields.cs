using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Http2.Hpack;

namespace Gantry.Edge.Fast.Http2;

/// <summary>
/// The fields of a request of HTTP/2, checked (RFC 9113, 8.1 to 8.3), and made the head of a request of HTTP/1.1, so that from here on there is
/// one way that requests are read and passed on. One for each loop.
/// </summary>
internal sealed class RequestFields : IFieldSink
{
    /// <summary>All of them, each counted with 32 (RFC 9113, 6.5.2): as the general lane has it.</summary>
    public const int Most = 64 * 1024;
    private const int Overhead = 32;

    private readonly byte[] fields = new byte[Most], cookies = new byte[Most], pseudo = new byte[Most];
    private readonly (int Start, int Length)[] special = new (int, int)[5];
    private int fieldsLength, cookiesLength, pseudoLength, size;
    private bool isTrailer, hasFields;

    private enum Special { Method, Scheme, Authority, Path, Host }

    /// <summary>It is no request: the stream ends.</summary>
    public bool IsMalformed { get; private set; }
    public bool IsTooLarge => size > Most;

    /// <summary>-1: not said.</summary>
    public long ContentLength { get; private set; }

    /// <summary>Goes to a replica by HTTP/2, or to none: not for the fast lane.</summary>
    public bool IsUnusual { get; private set; }

    public void Begin(bool trailer)
    {
        (fieldsLength, cookiesLength, pseudoLength, size, ContentLength) = (0, 0, 0, 0, -1);
        (isTrailer, hasFields, IsMalformed, IsUnusual) = (trailer, false, false, false);
        Array.Fill(special, (-1, 0));
    }

    public void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        size += name.Length + value.Length + Overhead;
        if (IsTooLarge || IsMalformed) return;
        IsMalformed = value.ContainsAny(HeadLine.Controls) || (value.Length > 0 && (IsBlank(value[0]) || IsBlank(value[^1])));
        if (IsMalformed || name.IsEmpty) IsMalformed = true;
        else if (name[0] == ':') IsMalformed = isTrailer || hasFields || !TakePseudo(name[1..], value);
        else if (name.ContainsAnyExcept(HeadLine.TokenBytes) || name.ContainsAnyInRange((byte)'A', (byte)'Z')) IsMalformed = true;
        else IsMalformed = !TakeField(name, value);
        hasFields |= name is not [(byte)':', ..];
    }

    /// <summary>All fields are here.</summary>
    /// <param name="endsStream">There is no body.</param>
    public void End(bool endsStream)
    {
        if (isTrailer || IsMalformed) return;
        var method = Of(Special.Method);
        var path = Of(Special.Path);
        var authority = Of(Special.Authority);
        var isConnect = method.SequenceEqual("CONNECT"u8);
        var host = Of(Special.Host);
        IsMalformed = method.IsEmpty || method.ContainsAnyExcept(HeadLine.TokenBytes) || authority.ContainsAnyInRange((byte)0, (byte)' ')
            || (isConnect ? authority.IsEmpty || special[(int)Special.Path].Start >= 0 || special[(int)Special.Scheme].Start >= 0 : Of(Special.Scheme).IsEmpty || !IsPath(path, method))
            || (special[(int)Special.Authority].Start >= 0 && special[(int)Special.Host].Start >= 0 && !host.SequenceEqual(authority))
            || (endsStream && ContentLength > 0);
        IsUnusual |= isConnect || (!endsStream && ContentLength < 0);
    }

    /// <returns>How long the head is.</returns>
    public int Write(Span<byte> to)
    {
        var at = 0;
        var path = Of(Special.Path);
        Put(Of(Special.Method), to, ref at);
        Put(" "u8, to, ref at);
        Put(path.IsEmpty ? "/"u8 : path, to, ref at);
        Put(" HTTP/1.1\r\n"u8, to, ref at);
        var host = special[(int)Special.Authority].Start >= 0 ? Of(Special.Authority) : Of(Special.Host);
        if (!host.IsEmpty) Line("host"u8, host, to, ref at);
        Put(fields.AsSpan(0, fieldsLength), to, ref at);
        if (cookiesLength > 0) Line("cookie"u8, cookies.AsSpan(0, cookiesLength), to, ref at);
        Put("\r\n"u8, to, ref at);
        return at;
    }

    private ReadOnlySpan<byte> Of(Special which) => special[(int)which] is { Start: >= 0 } found ? pseudo.AsSpan(found.Start, found.Length) : default;

    private bool TakePseudo(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Special? which = name switch
        {
            _ when name.SequenceEqual("method"u8) => Special.Method,
            _ when name.SequenceEqual("scheme"u8) => Special.Scheme,
            _ when name.SequenceEqual("authority"u8) => Special.Authority,
            _ when name.SequenceEqual("path"u8) => Special.Path,
            _ => null,
        };
        return which is { } known && Keep(known, value);
    }

    private bool TakeField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (isTrailer) return true;
        switch (FieldKinds.Of(name))
        {
            case FieldKind.Host:
                return Keep(Special.Host, value);
            case FieldKind.ContentLength:
                var length = HeadNumber.Decimal(value);
                if (length < 0 || ContentLength >= 0) return length >= 0 && length == ContentLength;
                ContentLength = length;
                break;
            // What belongs to a connection has no place here (RFC 9113, 8.2.2).
            case FieldKind.Connection or FieldKind.TransferEncoding or FieldKind.Upgrade:
                return false;
            case FieldKind.OtherHop when name.SequenceEqual("keep-alive"u8) || name.SequenceEqual("proxy-connection"u8):
                return false;
            case FieldKind.OtherHop when name.SequenceEqual("te"u8):
                // Ends here; who passes trailers on says so itself.
                return value.SequenceEqual("trailers"u8);
            case FieldKind.Plain when name.SequenceEqual("cookie"u8):
                if (cookiesLength > 0) Put("; "u8, cookies, ref cookiesLength);
                Put(value, cookies, ref cookiesLength);
                return true;
            case FieldKind.Plain when name.SequenceEqual("content-type"u8):
                IsUnusual |= value.Length >= 16 && System.Text.Ascii.EqualsIgnoreCase(value[..16], "application/grpc"u8);
                break;
        }
        Line(name, value, fields, ref fieldsLength);
        return true;
    }

    private bool Keep(Special which, ReadOnlySpan<byte> value)
    {
        if (special[(int)which].Start >= 0) return false;
        special[(int)which] = (pseudoLength, value.Length);
        Put(value, pseudo, ref pseudoLength);
        return true;
    }

    private static bool IsPath(ReadOnlySpan<byte> path, ReadOnlySpan<byte> method) =>
        path.Length > 0 && !path.ContainsAnyInRange((byte)0, (byte)' ') && (path[0] == '/' || (path.SequenceEqual("*"u8) && method.SequenceEqual("OPTIONS"u8)));

    private static bool IsBlank(byte one) => one is (byte)' ' or (byte)'\t';

    private static void Line(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Span<byte> to, ref int at)
    {
        Put(name, to, ref at);
        Put(": "u8, to, ref at);
        Put(value, to, ref at);
        Put("\r\n"u8, to, ref at);
    }

    private static void Put(ReadOnlySpan<byte> what, Span<byte> to, ref int at)
    {
        what.CopyTo(to[at..]);
        at += what.Length;
    }
}
