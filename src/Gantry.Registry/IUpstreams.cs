using Gantry.Resources.Registries;

namespace Gantry.Registry;

/// <summary>Registries whose content this one gives out below a name: what it does not have it fetches there and keeps.</summary>
public interface IUpstreams
{
    /// <param name="name">The first part of a repository's name.</param>
    /// <returns>What stands before the rest of the name there: a host, perhaps with a path. Null: nothing of this name comes from elsewhere.</returns>
    string? Find(string name);
}

/// <summary>What pulling through needs.</summary>
/// <param name="Http">As that of <see cref="RegistryModule.Client"/>.</param>
/// <param name="Logins">Who to be at upstreams.</param>
public sealed record PullThroughParts(IUpstreams Upstreams, HttpClient Http, IRegistryLogins Logins);
