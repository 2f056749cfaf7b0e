using Gantry.Edge.Control;
using Gantry.Edge.Guards;
using Gantry.Edge.Listening;
using Gantry.Edge.Mirror;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen.Log;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge.Fast;

/// <summary>What the loops share with the rest of the edge. All of it is safe to use from any thread, and none of it waits.</summary>
internal sealed record LaneParts
{
    public LaneParts() => Mirrors = new Mirrors(this);

    public required TrafficSwitch Traffic { get; init; }
    public required InflightFile Inflight { get; init; }
    public required ListenerSet Listeners { get; init; }

    /// <summary>Takes the connections that are not for a loop.</summary>
    public required Doorway Doorway { get; init; }

    /// <summary>Takes the requests that are not for a loop, and their connections with them.</summary>
    public required ChannelTransport General { get; init; }

    /// <summary>Begins sessions; null: they begin in the doorway.</summary>
    public Tls.TlsEntrance? Tls { get; init; }

    /// <summary>Serves single requests of HTTP/2 that are not for a loop. It has a part in the mirrors, and so comes after them; loops that serve clients need it.</summary>
    public Http.HttpLane Lane { get; init; } = null!;

    /// <summary>Null: requests are not logged.</summary>
    public AccessLog? Access { get; init; }
    public required TimeProvider Time { get; init; }
    public required ILogger Log { get; init; }
    public required CancellationToken Stopping { get; init; }
    public Mirrors Mirrors { get; }
    public Guests Guests { get; init; } = new(new GuardLimits());
}
