using Gantry.Resources.Releases;
using Gantry.Resources.Routes;
using Gantry.Rollouts.Decisions;

namespace Gantry.Server;

/// <summary>Where a release answers once it is live.</summary>
/// <param name="http">The edge's HTTP address, <c>127.0.0.1:8080</c>.</param>
/// <param name="https">The same for HTTPS.</param>
internal sealed class Urls(string http, string https)
{
    public IReadOnlyList<string> Of(ReleaseSpec release)
    {
        var routes = release.Definition.Services.Where(s => !s.OneOff).Select(s => RouteFactory.Make(release, s.Name, "", [])).ToList();
        return [.. routes.SelectMany(r => RouteUrls.Http(r, http, https)), .. routes.SelectMany(RouteUrls.Ports)];
    }
}
