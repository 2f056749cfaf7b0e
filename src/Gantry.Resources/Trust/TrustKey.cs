namespace Gantry.Resources.Trust;

/// <summary>A key whose signatures of images count. Written by the API; the platform adds its own.</summary>
public sealed record TrustKeySpec
{
    /// <summary>The public key.</summary>
    public required string Pem { get; init; }

    /// <summary>SHA-256 over its SubjectPublicKeyInfo, in lower-case hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What was first seen before does not count; null: ever since.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>What is first seen from then on does not count; null: it does not end.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>It is the platform's: the private half is in the home of a control plane.</summary>
    public bool Own { get; init; }
}

/// <summary>That a signature was verified, and when first: the only time about it that can be trusted. Written by Signing, once.</summary>
public sealed record SightingSpec
{
    /// <summary>Repository and digest.</summary>
    public required string Image { get; init; }

    /// <summary>The key's fingerprint.</summary>
    public required string Key { get; init; }
    public required DateTimeOffset FirstSeen { get; init; }
}
