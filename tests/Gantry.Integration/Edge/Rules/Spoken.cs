using System.Net;

namespace Gantry.Integration.Edge.Rules;

/// <summary>Sends every request in one version of HTTP, over connections without TLS.</summary>
internal sealed class Spoken(Version version) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
        return base.SendAsync(request, cancellationToken);
    }
}
