namespace Gantry.Trust.Signatures;

/// <summary>Signs images with the platform's key.</summary>
public interface IImageSigner
{
    /// <summary>Puts the platform's signature beside an image, in both layouts. One that is there is not made again.</summary>
    /// <param name="repository">With the registry's address: <c>127.0.0.1:5055/team/app</c>.</param>
    /// <param name="digest">Of a manifest or an index that the repository holds.</param>
    /// <exception cref="Gantry.Resources.Registries.RegistryException">The registry does not answer, refuses, or has no such image.</exception>
    /// <exception cref="SigningKeyException">The platform's key cannot be had.</exception>
    Task<SignedImage> SignAsync(string repository, string digest, CancellationToken cancel);
}

/// <param name="Key">The fingerprint of the key.</param>
/// <param name="Tag">What the signature is tagged as in the older layout.</param>
/// <param name="Made">False: it was signed already, in both layouts.</param>
public sealed record SignedImage(string Repository, string Digest, string Key, string Tag, bool Made);
