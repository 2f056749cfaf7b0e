namespace Gantry.Resources.Platforms;

/// <summary>What tells this platform's things from those of another on the same engine.</summary>
/// <param name="Id">Made at the first start and kept.</param>
/// <param name="Block">The first two octets of the platform's own /16 (<c>10.201</c>): its lower quarter holds the services'
/// addresses, the rest the networks of containers.</param>
public sealed record PlatformIdentity(string Id, string Block)
{
    /// <summary>Enough to tell platforms of one machine apart in the names of containers.</summary>
    public string Short => Id[..6];

    // Dots, because names of environments, apps and services may hold dashes: with dashes alone the volume web-data of the
    // app shop and the volume data of the app shop-web would be one.

    /// <param name="replica">The name of the replica's resource.</param>
    public string Container(string environment, string replica) => $"{environment}.{replica}.{Short}";

    public string Network(string environment, string app, string network) => $"gantry-{Short}.{environment}.{app}.{network}";

    public string Volume(string environment, string app, string volume) => $"gantry-{Short}.{environment}.{app}.{volume}";
}
