using System.Net;

namespace Gantry.Server.Signing;

/// <summary>The proxy that the environment names, but not for what is on this machine: no proxy reaches the platform's own registry.</summary>
internal sealed class ProxyBeyondThisMachine(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => destination.IsLoopback ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
