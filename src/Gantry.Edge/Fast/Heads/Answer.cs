using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gantry.Edge.Http;

namespace Gantry.Edge.Fast.Heads;

/// <summary>An answer of the edge's own, ready to be sent; the last of its connection.</summary>
internal sealed class Answer
{
    private readonly byte[] status;
    private readonly byte[] rest;

    private Answer(Complaint complaint, string phrase)
    {
        var text = complaint.Text;
        (Status, Text) = (complaint.Status, text);
        status = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {complaint.Status} {phrase}\r\n"));
        rest =
        [
            .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n{EdgeAnswer.ErrorHeader}: {complaint.Code}\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n")),
            .. text,
        ];
    }

    public int Status { get; }
    public byte[] Text { get; }

    /// <summary>The lines of its head but the first, each with its end.</summary>
    public ReadOnlySpan<byte> Fields => rest.AsSpan(0, rest.Length - Text.Length - 2);

    public static Answer NoAnswer { get; } = new(Complaint.NoAnswer, "Bad Gateway");
    public static Answer Cut { get; } = new(Complaint.Cut, "Gateway Timeout");
    public static Answer Limited { get; } = new(Complaint.Limited, "Too Many Requests");
    public static Answer Overloaded { get; } = new(Complaint.Overloaded, "Service Unavailable");
    public static Answer Timeout { get; } = new(Complaint.Timeout, "Gateway Timeout");
    public static Answer HeadTimeout { get; } = new(Complaint.HeadTimeout, "Request Timeout");

    public static Answer BodyTimeout { get; } = new(Complaint.BodyTimeout, "Request Timeout");

    /// <param name="more">A line to add.</param>
    /// <param name="retryAfter">In seconds; 0: it does not say.</param>
    /// <returns>How long it is.</returns>
    public int Write(ReadOnlySpan<byte> date, ReadOnlySpan<byte> more, Span<byte> to, int retryAfter = 0)
    {
        status.CopyTo(to);
        var at = status.Length;
        date.CopyTo(to[at..]);
        at += date.Length;
        more.CopyTo(to[at..]);
        at += more.Length;
        if (retryAfter > 0)
        {
            "Retry-After: "u8.CopyTo(to[at..]);
            Utf8Formatter.TryFormat(retryAfter, to[(at + 13)..], out var digits);
            at += 13 + digits;
            "\r\n"u8.CopyTo(to[at..]);
            at += 2;
        }
        rest.CopyTo(to[at..]);
        return at + rest.Length;
    }
}
