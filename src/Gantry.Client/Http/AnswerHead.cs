using System.Globalization;
using System.Text;

namespace Gantry.Client.Http;

/// <summary>The status line and the fields of an answer (RFC 9112, 4 and 5).</summary>
internal sealed class AnswerHead
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    public required int Status { get; init; }
    public required string Reason { get; init; }

    /// <summary>Null when the answer has no such field.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name);

    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsChunked => string.Equals(this["Transfer-Encoding"], "chunked", StringComparison.OrdinalIgnoreCase);

    /// <summary>Bytes of the content; null when it is not said beforehand.</summary>
    public long? Length => long.TryParse(this["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    /// <summary>Without parameters: <c>application/json</c>.</summary>
    public string? Type => this["Content-Type"] is { } type ? type.Split(';')[0].Trim() : null;

    /// <param name="head">Without the empty line at its end.</param>
    /// <exception cref="IOException">This is not HTTP/1.1.</exception>
    public static AnswerHead Parse(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        // HTTP/1.1 200 OK
        if (lines[0].Split(' ', 3) is not ["HTTP/1.1", { Length: 3 } code, ..] words || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new IOException("What answers there does not speak HTTP/1.1.");
        var answer = new AnswerHead { Status = status, Reason = words.Length > 2 ? words[2] : "" };
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new IOException("What answers there sends a field without a name.");
            answer._fields[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return answer;
    }
}
