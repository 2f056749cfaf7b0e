using System.Net;
using Gantry.Resources;
using Gantry.Resources.Platforms;

namespace Gantry.Server.Start;

/// <summary>Where the edge serves HTTP and HTTPS: <c>GANTRY_HTTP</c> and <c>GANTRY_HTTPS</c>.</summary>
internal static class HttpAddress
{
    public static (string? Address, Problem? Problem) From(string? setting)
    {
        var text = setting is { Length: > 0 } ? setting : PlatformPaths.DefaultHttp;
        return IPEndPoint.TryParse(text, out var address) && address.Port > 0
            ? (address.ToString(), null)
            : (null, new Problem("GANTRY_HTTP", "http.bad-address", $"GANTRY_HTTP is {text}, which is not an address and a port.",
                "Write it as 127.0.0.1:8080, or 0.0.0.0:80 for every interface."));
    }

    /// <param name="http">As checked. HTTPS is on the same address where nothing else is said.</param>
    public static (string? Address, Problem? Problem) Secure(string? setting, string http)
    {
        var beside = IPEndPoint.Parse(http);
        var text = setting is { Length: > 0 } ? setting : new IPEndPoint(beside.Address, beside.Port == 80 ? 443 : 8443).ToString();
        if (!IPEndPoint.TryParse(text, out var address) || address.Port == 0)
        {
            return (null, new Problem("GANTRY_HTTPS", "http.bad-address", $"GANTRY_HTTPS is {text}, which is not an address and a port.",
                "Write it as 127.0.0.1:8443, or 0.0.0.0:443 for every interface."));
        }
        return !address.Equals(beside) ? (address.ToString(), null)
            : (null, new Problem("GANTRY_HTTPS", "http.bad-address", $"HTTP and HTTPS are both to be on {text}.", "Set GANTRY_HTTPS to another address or port."));
    }
}
