using System.Net;
using Gantry.Resources;
using Gantry.Resources.Platforms;

namespace Gantry.Server.Start;

/// <summary>Where the edge serves HTTP: <c>GANTRY_HTTP</c>.</summary>
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
}
