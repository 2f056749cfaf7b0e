using System.Net;

namespace Gantry.Edge.Guards;

/// <summary>A connection of a client, as it counts.</summary>
internal interface IGuest
{
    IPAddress Address { get; }

    /// <summary>How long it has had no request, or has been busy saying one, in milliseconds; negative: it is at work. Read by any thread, and may be late.</summary>
    long IdleFor { get; }

    /// <summary>Closes it if it is still idle, soon. It has left by then: if it stays it enters again. From any thread.</summary>
    void Dismiss();
}
