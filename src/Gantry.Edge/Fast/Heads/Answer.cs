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
        status = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {complaint.Status} {phrase}\r\n"));
        rest =
        [
            .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n{EdgeAnswer.ErrorHeader}: {complaint.Code}\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n")),
            .. text,
        ];
    }

    public static Answer NoAnswer { get; } = new(Complaint.NoAnswer, "Bad Gateway");
    public static Answer Cut { get; } = new(Complaint.Cut, "Gateway Timeout");
    public static Answer HeadTimeout { get; } = new(Complaint.HeadTimeout, "Request Timeout");

    /// <param name="more">A line to add.</param>
    /// <returns>How long it is.</returns>
    public int Write(ReadOnlySpan<byte> date, ReadOnlySpan<byte> more, Span<byte> to)
    {
        status.CopyTo(to);
        date.CopyTo(to[status.Length..]);
        more.CopyTo(to[(status.Length + date.Length)..]);
        rest.CopyTo(to[(status.Length + date.Length + more.Length)..]);
        return status.Length + date.Length + more.Length + rest.Length;
    }
}
