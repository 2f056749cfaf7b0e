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
    /// <param name="platform">With the edge's HTTPS address, and with who is asked for certificates.</param>
    /// <param name="folder">Where certificates lie.</param>
    public static IReadOnlyList<Problem> Of(World world, ReleaseSpec release, Platform platform, string folder, DateTimeOffset now)
    {
        var wanted = release.Definition.Services.SelectMany(service => service.Routes.Where(rule => rule.Tls != RouteTls.Off).Select(rule => (Service: service.Name, Host: rule.Host!, rule.Tls))).ToList();
        if (wanted.Count == 0) return [];
        var hosts = wanted.Where(rule => rule.Tls == RouteTls.Files).DistinctBy(rule => rule.Host, StringComparer.OrdinalIgnoreCase).ToList();
        var (certificates, unusable) = CertificateFolder.Read(folder);
        var choice = new CertificateChoice(certificates);
        return
        [
            .. wanted.Where(rule => rule.Tls == RouteTls.Acme && !platform.Certificates.TermsAgreed).Take(1).Select(rule => platform.Certificates.Terms($"services.{rule.Service}.x-gantry.route")),
            .. hosts.Select(wanted => (wanted.Service, Problem: choice.WrongFor(wanted.Host, now, folder, unusable)))
                .Where(found => found.Problem is not null)
                .Select(found => found.Problem! with { Place = $"services.{found.Service}.x-gantry.route", Details = [$"see {found.Problem.Place}", .. found.Problem.Details] }),
            .. release.Definition.Services.SelectMany(service => service.Routes.Select(rule => (Service: service.Name, rule.ClientCertificates?.Authorities)))
                .Where(asked => asked.Authorities is not null).DistinctBy(asked => asked.Authorities)
                .Select(asked => (asked.Service, Problem: AuthorityFolder.Read(folder, asked.Authorities!, now, out var problem) is null ? problem : null))
                .Where(found => found.Problem is not null)
                .Select(found => found.Problem! with { Place = $"services.{found.Service}.x-gantry.route.clientCertificates", Details = [$"see {found.Problem.Place}"] }),
            .. Port(world, IPEndPoint.Parse(platform.Https)),
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
