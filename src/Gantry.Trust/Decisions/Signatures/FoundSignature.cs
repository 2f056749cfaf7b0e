namespace Gantry.Trust.Decisions.Signatures;

/// <summary>In which way a signature lies beside its image.</summary>
public enum SignatureLayout
{
    /// <summary>cosign 2: a layer of the image tagged <c>sha256-….sig</c>.</summary>
    Tag,

    /// <summary>cosign 2: a signed statement, in a layer of the image tagged <c>sha256-….att</c>.</summary>
    Attestation,

    /// <summary>cosign 3: a bundle in a manifest that refers to the image.</summary>
    Referrer,
}

/// <summary>How layouts are called in answers and records.</summary>
public static class SignatureLayouts
{
    extension(SignatureLayout layout)
    {
        public string Name => layout == SignatureLayout.Referrer ? "cosign-v3" : "cosign-v2";
    }
}

/// <summary>Something that claims to be a signature of an image, as it was found. Nothing about it is known to be true.</summary>
/// <param name="Place">Where it lies, in words: <c>sha256-….sig, layer 1</c>.</param>
/// <param name="Content">The payload, the envelope or the bundle, as the layout has it.</param>
public sealed record FoundSignature(SignatureLayout Layout, string Place, ReadOnlyMemory<byte> Content)
{
    /// <summary>Base64, as the layer's annotation has it; in a bundle it is inside.</summary>
    public string Signature { get; init; } = "";

    /// <summary>The fingerprint of the key, as the signer says; null: nothing is said. It only makes for a better message.</summary>
    public string? ClaimedKey { get; init; }

    /// <summary>Why its content is not here: it is too large, altered, or not of the form that its kind has. Null: it is here.</summary>
    public RefusalReason? Unavailable { get; init; }

    /// <summary>It brings a certificate: of a person or a pipeline, not of a key.</summary>
    public bool HasCertificate { get; init; }
}
