namespace Gantry.Resources.Registries;

/// <summary>Who to be at a registry.</summary>
/// <param name="Password">Or a token that the registry takes in the place of one. Secret.</param>
public sealed record RegistryLogin(string Username, string Password)
{
    /// <summary>Without the password: texts are logged and shown.</summary>
    public override string ToString() => Username;
}

/// <summary>Who to be at which registry.</summary>
public interface IRegistryLogins
{
    /// <param name="host">As <see cref="RegistryHosts"/> names it.</param>
    /// <returns>Null: nobody in particular.</returns>
    /// <exception cref="RegistryException">What is kept cannot be read.</exception>
    RegistryLogin? For(string host);

    /// <summary>All of them by host.</summary>
    /// <exception cref="RegistryException">What is kept cannot be read.</exception>
    IReadOnlyDictionary<string, RegistryLogin> All();
}

/// <summary>Those that are at hand in memory.</summary>
public sealed class GivenLogins(IReadOnlyDictionary<string, RegistryLogin> byHost) : IRegistryLogins
{
    /// <summary>Nobody anywhere.</summary>
    public static GivenLogins None { get; } = new(new Dictionary<string, RegistryLogin>());

    public RegistryLogin? For(string host) => byHost.GetValueOrDefault(host);

    public IReadOnlyDictionary<string, RegistryLogin> All() => byHost;
}

/// <summary>Those of one, and of another for registries that the first does not know.</summary>
public sealed class FirstLogins(IRegistryLogins first, IRegistryLogins other) : IRegistryLogins
{
    public RegistryLogin? For(string host) => first.For(host) ?? other.For(host);

    public IReadOnlyDictionary<string, RegistryLogin> All()
    {
        var all = new Dictionary<string, RegistryLogin>(other.All(), StringComparer.Ordinal);
        foreach (var (host, login) in first.All()) all[host] = login;
        return all;
    }
}

/// <summary>That the platform is somebody at a registry; the resource is named after its host. The password is not here: events are kept.</summary>
public sealed record RegistryLoginSpec
{
    public required string Username { get; init; }
    public required DateTimeOffset Since { get; init; }
}

/// <summary>That the platform's registry gives out another's content below a name, which is the resource's.</summary>
public sealed record RegistryUpstreamSpec
{
    /// <summary>Host, perhaps with a path, as in names of images.</summary>
    public required string Source { get; init; }
}
