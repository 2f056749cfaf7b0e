using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Integration.Edge.Corpus;

/// <summary>Reads a request in the narrowest way there is: what passes here is read alike by everybody.</summary>
internal static partial class StrictReading
{
    /// <summary>Whether a server could take it for a request that has come to its end.</summary>
    public static bool IsWhole(string bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var body = bytes[(end + 4)..];
        var head = bytes[..end];
        if (Chunked().IsMatch(head)) return body.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        return Length().Match(head) is not { Success: true } length || body.Length >= int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <returns>What could be read in another way; null if nothing.</returns>
    public static string? Fault(string bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return "no end of the head";
        var lines = bytes[..end].Split("\r\n");
        if (!RequestLine().IsMatch(lines[0])) return $"request line \"{lines[0]}\"";
        foreach (var line in lines.Skip(1))
        {
            if (!Field().IsMatch(line)) return $"field \"{line}\"";
        }
        var names = lines.Skip(1).Select(line => line[..line.IndexOf(':')].ToLowerInvariant()).ToArray();
        if (names.Count(name => name == "host") != 1) return "not one host";
        var framing = names.Count(name => name is "content-length" or "transfer-encoding");
        if (framing > 1) return "more than one length";
        if (names.Any(name => name is "connection" or "keep-alive" or "proxy-connection" or "te" or "upgrade")) return "a field of another connection";
        var body = bytes[(end + 4)..];
        if (framing == 0) return body.Length == 0 ? null : "a body without a length";
        if (Length().Match(bytes[..end]) is { Success: true } length)
            return body.Length == int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture) ? null : "a body of another length";
        return Body().IsMatch(body) ? null : $"chunks \"{body}\"";
    }

    [GeneratedRegex(@"^[A-Za-z]+ /[!-~]* HTTP/1\.1\z")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~\x80-\xff]*\z")]
    private static partial Regex Field();

    [GeneratedRegex(@"^Transfer-Encoding: chunked\r?$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Chunked();

    [GeneratedRegex(@"^Content-Length:[ \t]*(\d+)[ \t]*\r?$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Length();

    [GeneratedRegex(@"^([1-9a-fA-F][0-9a-fA-F]*\r\n[\s\S]*?\r\n)*0\r\n\r\n\z")]
    private static partial Regex Body();
}
