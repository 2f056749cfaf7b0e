using Gantry.Resources;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>A signature of this image by a key that is trusted and was valid when it counted.</summary>
/// <param name="Id">Of this key's signature of this image: what is remembered of it goes by that.</param>
/// <param name="FirstSeen">When it was first seen and verified; that is the time its key is judged by.</param>
public sealed record VerifiedSignature(TrustedKey Key, SignatureLayout Layout, string Place, string Id, DateTimeOffset FirstSeen);

/// <summary>What the signatures of an image come to.</summary>
public sealed record SignatureVerdict
{
    public required string Repository { get; init; }
    public required string Digest { get; init; }
    public required int Threshold { get; init; }
    public required IReadOnlyList<VerifiedSignature> Verified { get; init; }
    public required IReadOnlyList<SignatureRefusal> Refusals { get; init; }

    /// <summary>Statements about the image that a trusted key has signed and that are more than "this is it".</summary>
    public IReadOnlyList<Attestation> Attestations { get; init; } = [];

    /// <summary>By fingerprint; a key that has signed in both layouts, or has two names, is one.</summary>
    public IReadOnlyList<TrustedKey> Signers => [.. Verified.Select(v => v.Key).DistinctBy(k => k.Key.Fingerprint)];

    public bool IsSigned => Signers.Count >= Math.Max(1, Threshold);

    /// <summary>Null when it is signed.</summary>
    public Problem? Problem
    {
        get
        {
            if (IsSigned) return null;
            var image = $"{Repository}@{Digest}";
            var details = Refusals.Select(r => r.Problem.ToString()).ToList();
            if (Signers.Count == 0 && Refusals.Count == 0)
                return new Problem(image, "signature.missing", "The image is not signed.", $"If it is what it should be, sign it: gantry sign {image}");
            return Signers.Count == 0
                ? new Problem(image, "signature.refused", $"None of the image's signatures counts ({Refusals.Count} found).", $"Each says why: gantry verify {image}") { Details = details }
                : new Problem(image, "signature.too-few", $"The image is signed by {Signers.Count} of the {Threshold} keys that it takes ({string.Join(", ", Signers.Select(s => s.Name))}).",
                    "Have it signed with another of the trusted keys: gantry trust key list") { Details = details };
        }
    }
}

/// <summary>A signed statement about an image.</summary>
/// <param name="PredicateType">What kind of statement: a URI.</param>
/// <param name="Predicate">JSON, as it was signed.</param>
public sealed record Attestation(TrustedKey Key, string Place, string PredicateType, string Predicate);
