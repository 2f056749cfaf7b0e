using Gantry.Server.Signing;

namespace Gantry.Server.Registries;

/// <summary>How registries and sources of advisories are reached.</summary>
internal static class OutsideHttp
{
    public static HttpClient Client() => new(new SocketsHttpHandler
    {
        UseCookies = false,
        Proxy = new ProxyBeyondThisMachine(HttpClient.DefaultProxy),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxAutomaticRedirections = 5,
    }) { Timeout = TimeSpan.FromSeconds(60) };
}
