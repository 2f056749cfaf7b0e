using System.Text;

namespace Gantry.Integration.Edge.Corpus;

/// <summary>A message that is malformed, or that two programs could read in two ways, or that only looks like it.</summary>
internal sealed record Message(string Name, string Bytes)
{
    public byte[] Raw => Encoding.Latin1.GetBytes(Bytes);
}

/// <summary>The messages, made out of what is known to be read in different ways.</summary>
internal static class Messages
{
    private const string Head = "Host: shop.test\r\n";

    /// <summary>Every one of these has to be refused, whatever the lane.</summary>
    public static IEnumerable<Message> Refused =>
    [
        .. LineEnds, .. Names, .. Lengths, .. Encodings, .. Chunks, .. Hosts, .. Targets, .. Versions, .. Controls,
    ];

    /// <summary>These may be refused, or passed on in a form that can be read in one way only.</summary>
    public static IEnumerable<Message> Either => [.. Odd];

    private static IEnumerable<Message> LineEnds
    {
        get
        {
            string[] ends = ["\n", "\r", "\n\r", "\r\r\n", "\0\r\n", "\v", "\f", "\x85"];
            foreach (var end in ends)
            {
                yield return new($"request line ends with {Hex(end)}", $"GET / HTTP/1.1{end}{Head}\r\n\r\n");
                yield return new($"field ends with {Hex(end)}", $"GET / HTTP/1.1\r\nX-A: b{end}{Head}\r\n\r\n");
                if (end.Contains('\n')) yield return new($"head ends with {Hex(end)}", $"GET / HTTP/1.1\r\n{Head}{end}\r\n\r\n");
            }
        }
    }

    private static IEnumerable<Message> Names =>
        new[] { "Host : shop.test", "Host\t: shop.test", " X-A: b", "\tX-A: b", "X A: b", ": b", "X-A", "X(A): b", "X\"A: b", "X,A: b", "X/A: b", "X[A]: b", "X{A}: b", "X=A: b", "X@A: b", "X;A: b", "X\x80: b", "X\xFF: b" }
            .Select(line => new Message($"field \"{line}\"", $"GET / HTTP/1.1\r\nX-First: a\r\n{line}\r\n{(line.StartsWith("Host", StringComparison.Ordinal) ? "" : Head)}\r\n"));

    private static IEnumerable<Message> Lengths
    {
        get
        {
            string[] wrong = ["-5", "0x5", "5,5", "5, 6", "5;", "five", "5 5", "5\t5", "1e1", "5.0", "99999999999999999999", "\"5\"", "5_0", ",5", "5,", "٥"];
            foreach (var length in wrong) yield return Post($"length {length}", $"Content-Length: {length}\r\n", "hello");
            yield return Post("two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n", "hello");
            yield return Post("two lengths apart", "Content-Length: 6\r\nX-A: b\r\ncontent-length: 5\r\n", "hello");
            foreach (var coding in (string[])["chunked", "Chunked", " chunked", "chunked ", "identity", "gzip, chunked"])
            {
                yield return Post($"length before {coding}", $"Content-Length: 5\r\nTransfer-Encoding: {coding}\r\n", "0\r\n\r\n");
                yield return Post($"length after {coding}", $"Transfer-Encoding: {coding}\r\nContent-Length: 5\r\n", "0\r\n\r\n");
            }
        }
    }

    private static IEnumerable<Message> Encodings =>
        new[] { "chunked, identity", "identity", "gzip", "xchunked", "chunkedx", "chunked;q=1", "\"chunked\"", "chun ked", "chunked gzip", "chunked\v", "chunked\0", "identity, chunked, identity", "deflate", "x" }
            .Select(coding => Post($"coding {Hex(coding)}", $"Transfer-Encoding: {coding}\r\n", "0\r\n\r\n"));

    private static IEnumerable<Message> Chunks =>
        new[]
        {
            "xyz\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n", "5\r\nhelloxx\r\n0\r\n\r\n",
            "5\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", "5\rhello\r\n0\r\n\r\n", "5 5\r\nhello\r\n0\r\n\r\n",
            "g\r\nhello\r\n0\r\n\r\n", ";a=b\r\nhello\r\n0\r\n\r\n", "5\0\r\nhello\r\n0\r\n\r\n", "\x35\x80\r\nhello\r\n0\r\n\r\n",
        }.Select(body => Post($"chunks {Hex(body)}", "Transfer-Encoding: chunked\r\n", body));

    private static IEnumerable<Message> Hosts =>
        new[] { "", "Host: a\r\nHost: b\r\n", "Host: a\r\nHost: a\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: a@b\r\n", "Host: [::1\r\n", "Host: a:b\r\n", "Host: a#b\r\n", "Host: a?b\r\n", "Host: a\\b\r\n", "Host: <a>\r\n", "Host: a\x80\r\n", "Host: \"a\"\r\n", "Host: a:80:80\r\n", "Host: {a}\r\n", "Host: a|b\r\n", "Host: a^b\r\n" }
            .Select(host => new Message($"host {Hex(host)}", $"GET / HTTP/1.1\r\nX-A: b\r\n{host}\r\n"));

    private static IEnumerable<Message> Targets =>
        new[] { "", "x", "a/b", "/a b", "/%00", "/\x80", "/a\xFF", "http://", "http:///", "://x/", "/a\tb", "?a", "#a", "http://other.test/", "ftp ://x", "..", "." }
            .Select(target => new Message($"target {Hex(target)}", $"GET {target} HTTP/1.1\r\n{Head}\r\n"));

    private static IEnumerable<Message> Versions =>
        new[] { "HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "http/1.1", "HTTP/01.1", "HTTP/1.1x", "HTTP/1.", "HTTP/1", "HTTP", "HTTP/1.1 ", "XTTP/1.1", "HTTP/11", "HTTP/1.10", "HTTP-1.1", "HTTP\\1.1" }
            .Select(version => new Message($"version \"{version}\"", $"GET / {version}\r\n{Head}\r\n"));

    private static IEnumerable<Message> Controls
    {
        get
        {
            foreach (var code in Enumerable.Range(0, 32).Append(127))
            {
                var one = (char)code;
                if (one is not ('\r' or '\n'))
                {
                    yield return new($"{Hex($"{one}")} in a method", $"G{one}ET / HTTP/1.1\r\n{Head}\r\n");
                    yield return new($"{Hex($"{one}")} in a target", $"GET /a{one}b HTTP/1.1\r\n{Head}\r\n");
                    yield return new($"{Hex($"{one}")} in a name", $"GET / HTTP/1.1\r\nX-{one}A: b\r\n{Head}\r\n");
                    yield return new($"{Hex($"{one}")} in a host", $"GET / HTTP/1.1\r\nHost: shop{one}.test\r\n\r\n");
                }
                if (one is not ('\t' or '\r' or '\n')) yield return new($"{Hex($"{one}")} in a value", $"GET / HTTP/1.1\r\nX-A: b{one}c\r\n{Head}\r\n");
            }
        }
    }

    private static IEnumerable<Message> Odd =>
    [
        new("sound", $"GET /a?b HTTP/1.1\r\n{Head}\r\n"),
        new("sound with a body", $"POST /a HTTP/1.1\r\n{Head}Content-Length: 5\r\n\r\nhello"),
        Post("sound chunks", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        Post("upper case chunked", "Transfer-Encoding: CHUNKED\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        Post("chunk extension", "Transfer-Encoding: chunked\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n"),
        Post("trailer", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\nX-Trailer: a\r\n\r\n"),
        Post("trailer that says a length", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\nContent-Length: 100\r\n\r\n"),
        Post("leading zeros in a chunk size", "Transfer-Encoding: chunked\r\n", "0005\r\nhello\r\n0\r\n\r\n"),
        Post("blanks after a chunk size", "Transfer-Encoding: chunked\r\n", "5 \r\nhello\r\n0\r\n\r\n"),
        Post("the same length twice", "Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
        Post("a length with a sign", "Content-Length: +5\r\n", "hello"),
        new("two blanks before the version", $"GET /  HTTP/1.1\r\n{Head}\r\n"),
        Post("leading zeros in a length", "Content-Length: 005\r\n", "hello"),
        Post("blanks around a length", "Content-Length: \t 5 \t\r\n", "hello"),
        Post("a length with an underscore for a hyphen", "Content_Length: 5\r\n", ""),
        Post("a coding with an underscore for a hyphen", "Transfer_Encoding: chunked\r\n", ""),
        new("an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        new("a host and port", "GET / HTTP/1.1\r\nHost: shop.test:80\r\n\r\n"),
        new("an address as host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
        new("a host with a comma", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n"),
        new("a target in absolute form", "GET http://shop.test/a HTTP/1.1\r\nHost: shop.test\r\n\r\n"),
        new("a target for the server", $"OPTIONS * HTTP/1.1\r\n{Head}\r\n"),
        new("a fragment", $"GET /a#b HTTP/1.1\r\n{Head}\r\n"),
        new("two slashes", $"GET //a HTTP/1.1\r\n{Head}\r\n"),
        new("dots", $"GET /a/../b HTTP/1.1\r\n{Head}\r\n"),
        new("encoded dots", $"GET /a/%2e%2e/b HTTP/1.1\r\n{Head}\r\n"),
        new("half an encoding", $"GET /% HTTP/1.1\r\n{Head}\r\n"),
        new("an encoding that is none", $"GET /%zz HTTP/1.1\r\n{Head}\r\n"),
        new("a method in lower case", $"get / HTTP/1.1\r\n{Head}\r\n"),
        new("an unknown method", $"BREW / HTTP/1.1\r\n{Head}\r\n"),
        new("version 1.0", $"GET / HTTP/1.0\r\n{Head}\r\n"),
        new("an empty line in front", $"\r\nGET / HTTP/1.1\r\n{Head}\r\n"),
        new("a body where none is expected", $"GET / HTTP/1.1\r\n{Head}Content-Length: 5\r\n\r\nhello"),
        new("no length", $"POST / HTTP/1.1\r\n{Head}\r\n"),
        new("an empty value", $"GET / HTTP/1.1\r\nX-A:\r\n{Head}\r\n"),
        new("a tab in a value", $"GET / HTTP/1.1\r\nX-A: b\tc\r\n{Head}\r\n"),
        new("bytes above ASCII in a value", $"GET / HTTP/1.1\r\nX-A: b\x80\xFF\r\n{Head}\r\n"),
        new("fields that the connection names", $"GET / HTTP/1.1\r\nConnection: X-A, keep-alive\r\nX-A: b\r\n{Head}\r\n"),
        new("the connection names the length", $"POST / HTTP/1.1\r\nConnection: Content-Length\r\nContent-Length: 5\r\n{Head}\r\nhello"),
        new("the connection names the host", "GET / HTTP/1.1\r\nConnection: Host\r\nHost: shop.test\r\n\r\n"),
        new("a proxy's fields", $"GET / HTTP/1.1\r\nProxy-Connection: close\r\nKeep-Alive: 5\r\nTE: trailers\r\n{Head}\r\n"),
        new("an upgrade to HTTP/2", $"GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n{Head}\r\n"),
    ];

    private static Message Post(string name, string fields, string body) => new(name, $"POST /a HTTP/1.1\r\n{Head}{fields}\r\n{body}");

    private static string Hex(string text) => string.Concat(text.Select(one => one is > ' ' and < '\x7F' ? $"{one}" : $"\\x{(int)one:x2}"));
}
