using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Routes;

namespace Gantry.Certificates.Effects;

/// <summary>The hosts that routes want a certificate of an authority for. Made anew only where the world is another.</summary>
internal sealed class AcmeHosts
{
    private (World World, HashSet<string> Hosts) _made = (World.Empty, []);

    public IReadOnlySet<string> Of(World world)
    {
        var made = _made;
        if (ReferenceEquals(made.World, world)) return made.Hosts;
        made = (world, world.List(Kinds.Route).SelectMany(r => Of(r.SpecAs<RouteSpec>())).ToHashSet(StringComparer.Ordinal));
        _made = made;
        return made.Hosts;
    }

    public static IEnumerable<string> Of(RouteSpec route) => route.Rules.Where(rule => rule.Tls == RouteTls.Acme).Select(rule => rule.Host).OfType<string>();
}
