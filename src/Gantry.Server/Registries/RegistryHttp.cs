using Gantry.Server.Signing;

namespace Gantry.Server.Registries;

/// <summary>How registries are reached.</summary>
internal static class RegistryHttp
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
