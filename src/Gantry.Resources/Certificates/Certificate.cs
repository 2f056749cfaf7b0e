namespace Gantry.Resources.Certificates;

/// <summary>A certificate that the platform obtains for a host and renews. Spec and status are written by Certificates.</summary>
public sealed record CertificateSpec
{
    public required string Host { get; init; }
}

/// <summary>How far it is. Keys are not here: they lie sealed beside the certificate.</summary>
public sealed record CertificateStatus
{
    /// <summary>The order that is under way; null: none.</summary>
    public CertificateOrder? Order { get; init; }

    /// <summary>When the one in use begins and ends; null: there is none.</summary>
    public DateTimeOffset? NotBefore { get; init; }
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>When the next one is ordered if all goes well; null: now.</summary>
    public DateTimeOffset? RenewAt { get; init; }

    /// <summary>How many orders have failed since one succeeded.</summary>
    public int Failures { get; init; }

    /// <summary>Nothing is asked of the authority before; null: nothing has failed.</summary>
    public DateTimeOffset? Again { get; init; }

    /// <summary>Why the last one failed.</summary>
    public Problem? Problem { get; init; }
}

/// <summary>An order with an authority (RFC 8555, 7.1.3).</summary>
public sealed record CertificateOrder
{
    /// <summary>When it was decided on.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>Where it is; null until the authority has said so.</summary>
    public string? Url { get; init; }

    /// <summary>What edges answer the authority with; null until it is known what it wants to see.</summary>
    public HostChallenge? Challenge { get; init; }

    /// <summary>When the authority was told to look.</summary>
    public DateTimeOffset? Told { get; init; }
}

/// <summary>How an authority sees that a host is ours.</summary>
public enum ChallengeKind
{
    /// <summary>It fetches a file over HTTP from port 80 (RFC 8555, 8.3).</summary>
    Http01,

    /// <summary>It looks at a certificate on port 443 (RFC 8737).</summary>
    TlsAlpn01,
}

/// <summary>What an authority will ask a host for, and the answer.</summary>
/// <param name="Answer">The key authorization: the token and a hash of the account's public key. It is no secret.</param>
public sealed record HostChallenge(string Host, ChallengeKind Kind, string Token, string Answer)
{
    /// <summary>Where the authority fetches the answer, before the token.</summary>
    public const string Path = "/.well-known/acme-challenge/";
}
