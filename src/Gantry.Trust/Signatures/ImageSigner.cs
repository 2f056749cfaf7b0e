using Gantry.Resources;
using Gantry.Resources.Registries;
using Gantry.Trust.Decisions.Signatures;

namespace Gantry.Trust.Signatures;

/// <summary>Writes signatures beside images. One at a time: the older layout is a list that is read, added to and written back.</summary>
public sealed class ImageSigner(ISigningKey key, IRegistryClient registry) : IImageSigner, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<SignedImage> SignAsync(string repository, string digest, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var image = await registry.ManifestAsync(repository, digest, cancel) ?? throw new RegistryException(new Problem($"{repository}@{digest}", "image.not-found",
                "The registry has no such image.", "Push it first; only what is in a registry can be signed."));
            var signer = await key.PublicAsync(cancel);
            var there = await new SignatureCollector(registry).CollectAsync(repository, digest, cancel);
            var verdict = SignatureCheck.Of(digest, repository, there, new TrustedKeys([new TrustedKey("platform", signer)]), default);
            var tagged = verdict.Verified.Any(v => v.Layout == SignatureLayout.Tag);
            var referring = verdict.Verified.Any(v => v.Layout == SignatureLayout.Referrer);
            if (!tagged) await TagAsync(repository, digest, signer, cancel);
            if (!referring) await ReferAsync(repository, image, cancel);
            return new SignedImage(repository, digest, signer.Fingerprint, TagLayout.TagOf(digest), !tagged || !referring);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task TagAsync(string repository, string digest, PublicKey signer, CancellationToken cancel)
    {
        var tag = TagLayout.TagOf(digest);
        IReadOnlyList<SignatureLayer> before = [];
        if (await registry.ManifestAsync(repository, tag, cancel) is { } manifest)
        {
            before = TagLayout.Read(manifest.Content) ?? throw new RegistryException(new Problem($"{repository}:{tag}", "signature.unreadable",
                "The tag where the image's signatures belong names something else.", $"See what it is, delete it from the registry, and sign again."));
        }

        var payload = new SimpleSigning(repository, digest).Write();
        var signature = await key.SignAsync(payload, cancel);
        var written = await registry.PutBlobAsync(repository, payload, cancel);
        var config = TagLayout.Config([.. before.Select(l => l.Digest), written]);
        await registry.PutBlobAsync(repository, config, cancel);
        await registry.PutManifestAsync(repository, tag, TagLayout.ManifestType, TagLayout.Manifest(config, before, payload, signature, signer), cancel);
    }

    private async Task ReferAsync(string repository, RegistryManifest image, CancellationToken cancel)
    {
        var statement = InTotoStatement.ThatThisIs(repository, image.Digest);
        var signature = await key.SignAsync(DsseEnvelope.PreAuthentication(InTotoStatement.PayloadType, statement), cancel);
        var bundle = SigstoreBundle.Write((await key.PublicAsync(cancel)).Hint, InTotoStatement.PayloadType, statement, signature);
        await registry.PutBlobAsync(repository, ReferrerLayout.EmptyConfig, cancel);
        await registry.PutBlobAsync(repository, bundle, cancel);
        var subject = new ContentDescriptor(image.MediaType, image.Digest, image.Content.Length);
        await registry.PutManifestAsync(repository, null, TagLayout.ManifestType, ReferrerLayout.Manifest(bundle, subject), cancel);
    }
}
