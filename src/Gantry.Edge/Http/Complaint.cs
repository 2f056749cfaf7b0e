using System.Text;

namespace Gantry.Edge.Http;

/// <summary>What the edge itself has to say to a client: what is wrong, and what to do. It says nothing of what is behind it.</summary>
/// <param name="Code">Names the reason for programs.</param>
public sealed record Complaint(int Status, string Code, string Message, string Help)
{
    public static Complaint NoAnswer { get; } = new(502, "no-answer",
        "The service ended the connection before it answered.",
        "It may have got the request: look before you repeat it. \"gantry logs\" shows what happened in it.");

    public static Complaint Cut { get; } = new(504, "drain-timeout",
        "The replica that had the request was replaced, and the answer took longer than the drain timeout.",
        "Try again. If answers may take that long, raise x-gantry.drainTimeout of the service.");

    public static Complaint HeadTimeout { get; } = new(408, "bad-request",
        "The request did not come to its end in time.",
        "Send a request at once, or keep the connection silent until there is one.");

    public byte[] Text => Encoding.UTF8.GetBytes($"{Status} {Message}\n{Help}\n");
}
