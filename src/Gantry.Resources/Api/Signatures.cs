namespace Gantry.Resources.Api;

/// <summary><c>GET /v1/trust/keys</c> answers a list of them.</summary>
/// <param name="Fingerprint">SHA-256 over its SubjectPublicKeyInfo, in lower-case hexadecimal.</param>
/// <param name="Own">The platform signs with it.</param>
public sealed record TrustKeyView(string Name, string Fingerprint, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter, bool Own);

/// <summary><c>PUT /v1/trust/keys/NAME</c>: trust a key, or change from when to when one counts that is trusted under this name.</summary>
public sealed record TrustKeyRequest
{
    /// <summary>A public key.</summary>
    public required string Pem { get; init; }
    public DateTimeOffset? NotBefore { get; init; }
    public DateTimeOffset? NotAfter { get; init; }
    public required string RequestedBy { get; init; }
}

/// <summary><c>POST /v1/trust/platform-key</c>: the public half of what the platform signs with; made where there is none.</summary>
public sealed record PlatformKeyView(string Fingerprint, string Pem);

/// <summary><c>POST /v1/signatures</c>: sign an image of a registry with the platform's key.</summary>
/// <param name="Image">Without a registry's address it is one of the platform's.</param>
public sealed record SignRequest(string Image, string RequestedBy);

/// <param name="Key">The fingerprint.</param>
/// <param name="Made">False: it was signed by this key already.</param>
public sealed record SignAnswer(string Repository, string Digest, string Key, string Tag, bool Made);

/// <summary><c>POST /v1/signatures/verdicts</c>: judge the signatures of an image.</summary>
public sealed record VerifyRequest
{
    public required string Image { get; init; }

    /// <summary>Public keys by what they are called in the answer; empty: those that the platform trusts.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>();

    /// <summary>Of how many different keys there has to be a signature.</summary>
    public int Threshold { get; init; } = 1;
}

/// <summary>What the signatures of an image come to.</summary>
public sealed record VerifyAnswer
{
    public required string Repository { get; init; }
    public required string Digest { get; init; }
    public required bool Signed { get; init; }
    public required int Threshold { get; init; }
    public required IReadOnlyList<VerifiedView> Signatures { get; init; }
    public required IReadOnlyList<RefusedView> Refused { get; init; }

    /// <summary>What else trusted keys have signed about the image.</summary>
    public required IReadOnlyList<AttestationView> Attestations { get; init; }

    /// <summary>Why it does not count as signed; null when it does.</summary>
    public Problem? Problem { get; init; }
}

/// <param name="Layout"><c>cosign-v2</c> or <c>cosign-v3</c>.</param>
/// <param name="FirstSeen">The time that its key is judged by.</param>
public sealed record VerifiedView(string Key, string Fingerprint, string Layout, string Place, DateTimeOffset FirstSeen);

/// <param name="Key">Whose it is; null where that is not known.</param>
public sealed record RefusedView(string? Key, Problem Problem);

public sealed record AttestationView(string Key, string PredicateType, string Place);
