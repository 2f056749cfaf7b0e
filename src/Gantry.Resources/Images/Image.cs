namespace Gantry.Resources.Images;

/// <summary>
/// What is known of an image for good: an image by this id is always the same one. The spec is written by the API when a release first
/// wants it; the status by Trust, whenever advisories change.
/// </summary>
public sealed record ImageSpec
{
    /// <summary>The image's immutable id on the engine (<c>sha256:…</c>); the resource is named after its hexadecimal part.</summary>
    public required string ImageId { get; init; }

    /// <summary>The name by which people know it, with a tag.</summary>
    public required string Name { get; init; }

    /// <summary>Where a registry has it (<c>name@sha256:…</c>); null where none has.</summary>
    public string? Digest { get; init; }

    /// <summary>True: built here. False: it came from a registry, or lay on the engine.</summary>
    public bool Built { get; init; }

    /// <summary>When it was first looked at.</summary>
    public required DateTimeOffset Seen { get; init; }
    public required ImageConfig Config { get; init; }

    /// <summary>The list of what is in it; null where it could not be made, and then <see cref="BillProblem"/> says why.</summary>
    public BillReference? Bill { get; init; }
    public Problem? BillProblem { get; init; }
}

/// <summary>What the image says of itself. A service may say otherwise.</summary>
public sealed record ImageConfig
{
    /// <summary>As the image says; empty for root.</summary>
    public string User { get; init; } = "";
    public bool HasHealthcheck { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary><c>linux/amd64</c>.</summary>
    public string Platform { get; init; } = "";

    /// <summary>When it was made, as it says itself.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Digests of its unpacked layers, the lowest first: an image whose layers begin with those of another stands on that one.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];
}

/// <summary>A software bill of materials that is kept.</summary>
/// <param name="Digest"><c>sha256:…</c> of its bytes (CycloneDX 1.6), under which it lies in the platform's evidence.</param>
/// <param name="Packages">How many components it lists.</param>
/// <param name="Distribution">The system it stands on (<c>debian 12</c>); null for none.</param>
public sealed record BillReference(string Digest, int Packages, string? Distribution);

/// <summary>What is thought of an image now.</summary>
public sealed record ImageStatus
{
    /// <summary>Null while no advisories are there to judge by.</summary>
    public JudgementReference? Judgement { get; init; }

    /// <summary>The signatures that were verified, cryptographically, with the keys that were trusted then.</summary>
    public IReadOnlyList<VerifiedSignature> Signatures { get; init; } = [];
}

/// <summary>A judgement that is kept.</summary>
public sealed record JudgementReference
{
    /// <summary><c>sha256:…</c> of its bytes (JSON), under which it lies in the platform's evidence.</summary>
    public required string Digest { get; init; }

    /// <summary>The advisories that it was made from.</summary>
    public required string Snapshot { get; init; }

    /// <summary>When the advisory that was changed last was changed.</summary>
    public required DateTimeOffset AdvisoriesOf { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>How many findings that count there are of each severity: <c>critical</c>, <c>high</c>, <c>medium</c>, <c>low</c>, <c>unknown</c>.</summary>
    public IReadOnlyDictionary<string, FindingCount> Counts { get; init; } = new Dictionary<string, FindingCount>();
}

/// <param name="Fixable">Those of which there is a version without it.</param>
public readonly record struct FindingCount(int All, int Fixable);

/// <summary>A signature that holds.</summary>
/// <param name="Key">The name under which the key is trusted; <c>platform</c> for the platform's own.</param>
/// <param name="Fingerprint">SHA-256 over the key's SubjectPublicKeyInfo, hexadecimal.</param>
/// <param name="Layout"><c>cosign-v2</c> or <c>cosign-v3</c>.</param>
/// <param name="At">When it was verified here first: a key that has run out since does not take it back.</param>
public sealed record VerifiedSignature(string Key, string Fingerprint, string Layout, DateTimeOffset At);
