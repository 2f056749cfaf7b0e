namespace Gantry.Resources.Registries;

/// <summary>
/// Manifests and small blobs of registries: the platform's own, and others. Repositories are named with the registry's address
/// (<c>127.0.0.1:5055/team/app</c>).
/// </summary>
/// <remarks>Every call throws <see cref="RegistryException"/> when the registry does not answer or says no. Whatever is read is what its digest says.</remarks>
public interface IRegistryClient
{
    /// <param name="reference">A tag or a digest.</param>
    /// <returns>Null: there is none.</returns>
    Task<RegistryManifest?> ManifestAsync(string repository, string reference, CancellationToken cancel);

    /// <param name="most">In bytes; a larger one is refused.</param>
    /// <returns>Null: there is none.</returns>
    Task<byte[]?> BlobAsync(string repository, string digest, int most, CancellationToken cancel);

    /// <summary>What refers to a manifest: by the API of referrers, and where there is none by the index that is tagged with the digest.</summary>
    /// <returns>Of all kinds: the artifact type of an entry may be that of its config, and is no more than a hint.</returns>
    Task<IReadOnlyList<ContentDescriptor>> ReferrersAsync(string repository, string digest, CancellationToken cancel);

    /// <summary>Does nothing when the blob is there.</summary>
    /// <returns>Its digest.</returns>
    Task<string> PutBlobAsync(string repository, ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <summary>What it refers to must be there. A registry without referrers also gets the index that is tagged with the subject's digest.</summary>
    /// <param name="tag">Null: it is known by its digest alone.</param>
    /// <returns>Its digest.</returns>
    Task<string> PutManifestAsync(string repository, string? tag, string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancel);
}

/// <summary>A manifest or an index.</summary>
public sealed record RegistryManifest(string Digest, string MediaType, byte[] Content);

/// <summary>What is said of content where it is referred to.</summary>
public sealed record ContentDescriptor(string MediaType, string Digest, long Size)
{
    public string? ArtifactType { get; init; }
}

/// <summary>A registry did not answer, or refused.</summary>
public sealed class RegistryException(Problem problem, Exception? inner = null) : Exception(problem.Message, inner)
{
    /// <summary>The code of a problem: what came is not what its digest says.</summary>
    public const string Altered = "registry.altered";

    public Problem Problem { get; } = problem;
}
