using System.Net;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Certificates;
using Gantry.Resources.Releases;
using Gantry.Resources.Routes;

namespace Gantry.Server;

/// <summary>Whether there is what the routes of a release for HTTPS need. Better known before than after.</summary>
internal static class TlsCheck
{
    /// <param name="https">The edge's HTTPS address.</param>
    /// <param name="folder">Where certificates lie.</param>
    public static IReadOnlyList<Problem> Of(World world, ReleaseSpec release, string https, string folder, DateTimeOffset now)
    {
        var hosts = release.Definition.Services
            .SelectMany(service => service.Routes.Where(rule => rule.Tls == RouteTls.Files).Select(rule => (Service: service.Name, Host: rule.Host!)))
            .DistinctBy(wanted => wanted.Host, StringComparer.OrdinalIgnoreCase).ToList();
        if (hosts.Count == 0) return [];
        var (certificates, unusable) = CertificateFolder.Read(folder);
        var choice = new CertificateChoice(certificates);
        return
        [
            .. hosts.Select(wanted => (wanted.Service, Problem: choice.WrongFor(wanted.Host, now, folder, unusable)))
                .Where(found => found.Problem is not null)
                .Select(found => found.Problem! with { Place = $"services.{found.Service}.x-gantry.route", Details = [$"see {found.Problem.Place}", .. found.Problem.Details] }),
            .. Port(world, IPEndPoint.Parse(https)),
        ];
    }

    /// <summary>The edge listens there as soon as a route is for it: before, somebody else may.</summary>
    private static IEnumerable<Problem> Port(World world, IPEndPoint https)
    {
        var isOurs = world.List(Kinds.Route).Any(route => route.SpecAs<RouteSpec>().Rules.Any(rule => rule.Tls != RouteTls.Off));
        if (isOurs || PortCheck.IsFree(https)) yield break;
        yield return new Problem("GANTRY_HTTPS", "port.taken", $"Port {https.Port} on {https.Address}, where HTTPS is to be served, is in use by another program.",
            $"See which with `ss -ltnp 'sport = :{https.Port}'`, or set GANTRY_HTTPS to another address and start the platform again.");
    }
}
