using System.Net;
using Gantry.Edge.Decisions;
using Gantry.Edge.Forwarding;
using Gantry.Edge.Forwarding.Decisions;
using Gantry.Edge.Routing;

namespace Gantry.Edge.Listening;

/// <summary>By which door a connection came in; the HTTP lane finds it among the features of the connection.</summary>
/// <param name="Route">Null: the HTTP address, where rules decide.</param>
/// <param name="IsPrivate">From another service of the platform.</param>
public sealed record Arrival(string? Route, int Port, bool IsPrivate)
{
    /// <summary>Who connected, or for whom that was.</summary>
    public required IPAddress Client { get; init; }

    /// <summary>What the client says of forwarding is carried on; otherwise it is replaced.</summary>
    public required bool IsBelieved { get; init; }

    /// <summary>Those whose word is taken for who is behind them.</summary>
    public TrustList Proxies { get; private init; } = TrustList.Nobody;

    public static Arrival At(ListenTarget target, IPAddress client, Trust trust) => new(target.Route, target.Port, target.IsPrivate)
    {
        Client = client,
        IsBelieved = target.IsPrivate || trust.Proxies.Has(client),
        Proxies = trust.Proxies,
    };

    /// <summary>Who asks.</summary>
    /// <param name="chain">What the request has as <c>X-Forwarded-For</c>.</param>
    public IPAddress Behind(ReadOnlySpan<byte> chain) => Proxies.Behind(Client, chain);

    /// <param name="isSecure">The client came over TLS.</param>
    public RouteQuery Query(string host, string path, bool isSecure) =>
        Route is { } route ? RouteQuery.ByName(route, Port) : RouteQuery.ByRule(host, path, isSecure);
}
