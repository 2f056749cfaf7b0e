using System.Net;
using Gantry.Registry.Decisions;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Registry.Remote;

/// <summary>A repository at a registry, and how requests about it are addressed.</summary>
/// <param name="Host">As it stands in names.</param>
/// <param name="Root">Where the registry answers.</param>
internal sealed record RemoteName(string Host, string Repository, Uri Root)
{
    private const string Hub = "docker.io", HubAddress = "registry-1.docker.io";

    /// <exception cref="RegistryException">It is no name with a registry's address in it.</exception>
    public static RemoteName Parse(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        var host = slash > 0 ? repository[..slash] : "";
        var path = repository[(slash + 1)..];
        if (host is Hub or "index.docker.io") (host, path) = (HubAddress, path.Contains('/', StringComparison.Ordinal) ? path : "library/" + path);
        if (host.Length > 0 && Names.IsRepository(path) && Uri.TryCreate($"{(IsHere(host) ? "http" : "https")}://{host}/", UriKind.Absolute, out var root) && root is { UserInfo: "", AbsolutePath: "/" })
            return new RemoteName(host, path, root);
        throw new RegistryException(new Problem(repository, "registry.bad-name", "It is no name of a repository with the address of its registry.", "Write REGISTRY/NAME, such as 127.0.0.1:5055/team/app."));
    }

    /// <summary>A registry itself, for what is asked of no repository.</summary>
    public static RemoteName OfHost(string host) => new(host, "", new Uri($"{(IsHere(host) ? "http" : "https")}://{(host == Hub ? HubAddress : host)}/"));

    /// <summary>As sign-ins are filed.</summary>
    public string Account => RegistryHosts.Read(Host) ?? Host;

    public Uri Path(string rest) => new(Root, $"v2/{Repository}/{rest}");

    public RegistryException Refuses(string why, string? help = null) =>
        new(new Problem(ToString(), "registry.refused", why, help ?? "See the registry's log; then try again."));

    public override string ToString() => Repository.Length == 0 ? Host : $"{Host}/{Repository}";

    private static bool IsHere(string host)
    {
        var name = host.LastIndexOf(':') is > 0 and var colon && !host.EndsWith(']') ? host[..colon] : host;
        return name == "localhost" || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }
}
