namespace Gantry.Resources.Apps;

/// <summary>What clients of a route for HTTPS have to show of themselves.</summary>
/// <param name="Authorities">Who vouches for them: the name of a bundle in the platform's folder, without <c>.pem</c>.</param>
public sealed record ClientDemand(ClientCertificates Mode, string Authorities);

public enum ClientCertificates
{
    /// <summary>A client without a certificate is refused.</summary>
    Require,

    /// <summary>A client without a certificate is served too, and one with a certificate that does not count is refused.</summary>
    Optional,
}
