using Gantry.Edge.Decisions;
using Gantry.Edge.Routing;

namespace Gantry.Edge.Listening;

/// <summary>By which door a connection came in; the HTTP lane finds it among the features of the connection.</summary>
/// <param name="Route">Null: the HTTP address, where rules decide.</param>
/// <param name="IsPrivate">From another service of the platform, whose word on forwarding is believed.</param>
public sealed record Arrival(string? Route, int Port, bool IsPrivate)
{
    public static Arrival At(ListenTarget target) => new(target.Route, target.Port, target.IsPrivate);

    /// <param name="isSecure">The client came over TLS.</param>
    public RouteQuery Query(string host, string path, bool isSecure) =>
        Route is { } route ? RouteQuery.ByName(route, Port) : RouteQuery.ByRule(host, path, isSecure);
}
