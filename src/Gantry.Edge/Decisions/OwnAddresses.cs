using System.Net;

namespace Gantry.Edge.Decisions;

/// <summary>Where the edge listens for requests that rules decide about.</summary>
/// <param name="Https">Listened on as soon as a rule is for it; null: never.</param>
internal sealed record OwnAddresses(IPEndPoint Http, IPEndPoint? Https)
{
    public int Count(Dictionary<string, RouteListens> routes) => Https is not null && routes.Values.Any(route => route.IsForTls) ? 2 : 1;

    public Dictionary<IPEndPoint, ListenTarget> Of(Dictionary<string, RouteListens> routes)
    {
        var targets = new Dictionary<IPEndPoint, ListenTarget> { [Http] = new(null, 0, null, true) };
        if (Count(routes) > 1) targets[Https!] = new ListenTarget(null, 0, null, true) { IsTls = true };
        return targets;
    }
}
