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

    public static Complaint Limited { get; } = new(429, "rate-limit",
        "More requests came than are taken here.",
        "Send fewer of them, and wait for as long as Retry-After says. The limit is the route's rate or ratePerClient in the compose file.");

    public static Complaint Overloaded { get; } = new(503, "overloaded",
        "The service has as much to do as it may.",
        "Try again in a moment. The limits are x-gantry.traffic.limits of the service in the compose file; more replicas may help.");

    public static Complaint Timeout { get; } = new(504, "timeout",
        "The service took longer than is waited for it.",
        "It may have got the request: look before you repeat it. If answers may take that long, raise x-gantry.traffic.timeouts of the service.");

    public static Complaint HeadTimeout { get; } = new(408, "bad-request",
        "The request did not come to its end in time.",
        "Send a request at once, or keep the connection silent until there is one.");

    public static Complaint BodyTimeout { get; } = new(408, "bad-request",
        "The body of the request came too slowly.",
        "Try again over a better connection.");

    public byte[] Text => Encoding.UTF8.GetBytes($"{Status} {Message}\n{Help}\n");
}
