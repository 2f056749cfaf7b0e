namespace Gantry.Trust.Sbom.Trees;

/// <summary>Which files of an archive are an image.</summary>
/// <param name="Config">The file of its configuration.</param>
/// <param name="Layers">The lowest first.</param>
internal sealed record ImageContent(string Config, string ConfigDigest, IReadOnlyList<ImageLayer> Layers)
{
    /// <summary>Where the archive has one in OCI's form, its bytes.</summary>
    public byte[]? Manifest { get; init; }
    public string? ManifestDigest { get; init; }

    /// <summary>Digests of the layers as they are unpacked, by what the configuration says.</summary>
    public IReadOnlyList<string> Unpacked { get; init; } = [];
}

/// <param name="Digest">As the manifest says; null where there is none.</param>
internal sealed record ImageLayer(string File, string? Digest, string MediaType);
