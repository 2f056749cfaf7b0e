using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Endpoints;

/// <summary>
/// Who may do what. The registry listens on loopback only, so whoever reaches it is on this machine; a page in a browser of this
/// machine is not somebody of this machine. The one place where tokens would be asked for.
/// </summary>
internal static class Access
{
    public static Refusal? Refuses(HttpRequest request)
    {
        if (request.Headers.Origin.Count > 0 || request.Headers.ContainsKey("Sec-Fetch-Site"))
            return Refusal.Denied("This registry is not for pages in a browser.");
        // A name that leads here may be anybody's: a page of theirs would count as this registry's own.
        return IsThisMachine(request.Host.Host) ? null
            : Refusal.Denied($"This registry is on loopback and answers to an address or to localhost, not to {request.Host.Host}.");
    }

    private static bool IsThisMachine(string host) => host.Length == 0 || host == "localhost"
        || host.EndsWith(".localhost", StringComparison.Ordinal) || IPAddress.TryParse(host, out _);
}
