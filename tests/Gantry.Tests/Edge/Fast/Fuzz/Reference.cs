using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Tests.Edge.Fast.Fuzz;

/// <summary>A request, as the reference reads it.</summary>
internal sealed record RequestReading(string Method, string Target, string Host, long Length, bool Closes, int HeadLength, string[] Names);

/// <summary>An answer, as the reference reads it.</summary>
internal sealed record AnswerReading(int Status, long Length, bool IsChunked, int HeadLength);

/// <summary>
/// The same as the parsers of the fast lane, in the most simple way there is and as slow as that: text, lines and patterns. Where the
/// two differ one of them is wrong.
/// </summary>
internal static partial class Reference
{
    private const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;

    /// <returns>Null: not a request that can be read in one way only and is plain.</returns>
    public static RequestReading? Request(string bytes, int most = 100)
    {
        var end = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return null;
        var lines = bytes[..end].Split("\r\n");
        if (RequestLine().Match(lines[0]) is not { Success: true } line) return null;
        var (method, target) = (line.Groups[1].Value, line.Groups[2].Value);
        if (method == "CONNECT" || target.Contains("%00", StringComparison.Ordinal) || lines.Length - 1 > most) return null;
        if (!lines.Skip(1).All(one => Field().IsMatch(one))) return null;
        var fields = lines.Skip(1).Select(one => (Name: one[..one.IndexOf(':')], Value: one[(one.IndexOf(':') + 1)..].Trim(' ', '\t'))).ToArray();
        string[] All(string name) => [.. fields.Where(field => field.Name.Equals(name, AnyCase)).Select(field => field.Value)];
        if (((string[])["Transfer-Encoding", "Upgrade", "Expect"]).Any(name => All(name).Length > 0)) return null;
        if (((string[])["X-Request-Id", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "traceparent"]).Any(name => All(name).Length > 1)) return null;
        if (All("Host") is not [var host] || !IsHost(host)) return null;
        if (All("Content-Length") is not ([] or [_]) || All("Content-Length").Any(length => !Digits().IsMatch(length))) return null;
        if (lines.Any(one => LooseLength().IsMatch(one))) return null;
        if (!All("Connection").All(value => value.Equals("close", AnyCase) || value.Equals("keep-alive", AnyCase))) return null;
        var said = All("Content-Length") is [var number] ? long.Parse(number, CultureInfo.InvariantCulture) : -1;
        return new RequestReading(method, target, host, said, All("Connection").Any(value => value.Equals("close", AnyCase)), end + 4, [.. fields.Select(field => field.Name.ToLowerInvariant())]);
    }

    /// <returns>Null: no answer, or not whole.</returns>
    public static AnswerReading? Answer(string bytes)
    {
        var at = bytes.IndexOf('\n') + 1;
        if (at == 0 || StatusLine().Match(bytes[..at].TrimEnd('\r', '\n')) is not { Success: true } status) return null;
        var (length, isChunked, connections, mayFold, count) = (-1L, false, 0, false, 0);
        while (true)
        {
            var feed = bytes.IndexOf('\n', at);
            if (feed < 0) return null;
            var line = bytes[at..feed];
            at = feed + 1;
            if (line.EndsWith('\r')) line = line[..^1];
            if (line.Length == 0) return new AnswerReading(int.Parse(status.Groups[2].Value, CultureInfo.InvariantCulture), length, isChunked, at);
            if (++count > 100 || !NoControls().IsMatch(line)) return null;
            if (line[0] is ' ' or '\t')
            {
                if (!mayFold) return null;
                continue;
            }
            if (!Field().IsMatch(line)) return null;
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim(' ', '\t'));
            mayFold = Gantry.Edge.Decisions.FieldKinds.Of(name) == Gantry.Edge.Decisions.FieldKind.Plain;
            if (name.Equals("Content-Length", AnyCase))
            {
                if (!Digits().IsMatch(value)) return null;
                var number = long.Parse(value, CultureInfo.InvariantCulture);
                if (length >= 0 && length != number) return null;
                length = number;
            }
            if (name.Equals("Transfer-Encoding", AnyCase))
            {
                if (isChunked || status.Groups[1].Value == "0" || !value.Equals("chunked", AnyCase)) return null;
                isChunked = true;
            }
            if (name.Equals("Connection", AnyCase) && ++connections > 1) return null;
        }
    }

    /// <returns>Where the body ends; -1: it does not, or is malformed.</returns>
    public static int ChunksEnd(string bytes)
    {
        for (var at = 0; ;)
        {
            if (ChunkSize().Match(bytes, at) is not { Success: true } chunk) return -1;
            at += chunk.Length;
            var size = long.Parse(chunk.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0) return Trailers().Match(bytes, at) is { Success: true } rest ? at + rest.Length : -1;
            if (size > bytes.Length - at - 2 || bytes.Substring(at + (int)size, 2) != "\r\n") return -1;
            at += (int)size + 2;
        }
    }

    private static bool IsHost(string host) =>
        host.Length <= 255 && Host().Match(host) is { Success: true } match && (!match.Groups[1].Success || int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is > 0 and <= 65535);

    [GeneratedRegex(@"^([A-Z]{1,24}) (/[!-""$-~]*) HTTP/1\.1\z")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~\x80-\xff]*\z")]
    private static partial Regex Field();

    [GeneratedRegex(@"^[\t -~\x80-\xff]*\z")]
    private static partial Regex NoControls();

    [GeneratedRegex(@"^HTTP/1\.([\t -~\x80-\xff]) ([1-5][0-9][0-9])( [\t -~\x80-\xff]*)?\z")]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"^[0-9]{1,18}\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^Content-Length:( [ \t]|\t|.*[ \t]\z)", RegexOptions.IgnoreCase)]
    private static partial Regex LooseLength();

    [GeneratedRegex(@"^[-._0-9A-Za-z]+(?::([0-9]{1,5}))?\z")]
    private static partial Regex Host();

    [GeneratedRegex(@"\G([0-9a-fA-F]{1,15})(;[\t -~\x80-\xff]*)?\r\n")]
    private static partial Regex ChunkSize();

    [GeneratedRegex(@"\G([!#$%&'*+\-.^_`|~0-9A-Za-z][\t -~\x80-\xff]*\r\n)*\r\n")]
    private static partial Regex Trailers();
}
