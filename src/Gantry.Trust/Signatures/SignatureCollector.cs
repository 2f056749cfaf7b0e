using System.Globalization;
using Gantry.Resources.Registries;
using Gantry.Trust.Decisions.Signatures;

namespace Gantry.Trust.Signatures;

/// <summary>Brings together what lies beside an image in a registry and claims to be its signature, in both layouts.</summary>
public sealed class SignatureCollector(IRegistryClient registry)
{
    /// <summary>A payload names an image and no more; a bundle holds one statement.</summary>
    private const int MostPayload = 64 * 1024, MostBundle = 4 << 20;

    /// <summary>What is too large or cannot be read is there with no content: it is refused as such, not passed over.</summary>
    /// <exception cref="RegistryException"/>
    public async Task<IReadOnlyList<FoundSignature>> CollectAsync(string repository, string digest, CancellationToken cancel)
    {
        var found = new List<FoundSignature>();
        await TaggedAsync(found, SignatureLayout.Tag, repository, digest, cancel);
        await TaggedAsync(found, SignatureLayout.Attestation, repository, digest, cancel);
        await ReferringAsync(found, repository, digest, cancel);
        return found;
    }

    private async Task TaggedAsync(List<FoundSignature> found, SignatureLayout layout, string repository, string digest, CancellationToken cancel)
    {
        var (tag, most) = layout == SignatureLayout.Tag ? (TagLayout.TagOf(digest), MostPayload) : (TagLayout.AttestationTagOf(digest), MostBundle);
        if (await registry.ManifestAsync(repository, tag, cancel) is not { } manifest) return;
        if ((layout == SignatureLayout.Tag ? TagLayout.Read(manifest.Content) : TagLayout.ReadAttestations(manifest.Content)) is not { } layers)
        {
            found.Add(new FoundSignature(layout, tag, default) { Unavailable = RefusalReason.Unreadable });
            return;
        }

        // One more than is looked at, so that it is seen that there are more.
        foreach (var (at, layer) in layers.Take(SignatureCheck.MostSignatures + 1).Index())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{tag}, layer {at + 1}");
            var payload = await FetchAsync(layout, place, repository, (layer.Digest, layer.Size, most), cancel);
            found.Add(payload with { Signature = layer.Signature, ClaimedKey = layer.ClaimedKey, HasCertificate = layer.HasCertificate });
        }
    }

    private async Task ReferringAsync(List<FoundSignature> found, string repository, string digest, CancellationToken cancel)
    {
        var referrers = await registry.ReferrersAsync(repository, digest, cancel);
        foreach (var referrer in referrers.Where(ReferrerLayout.MayBeBundle).Take(SignatureCheck.MostSignatures + 1))
        {
            var place = "referrer " + referrer.Digest;
            if (await registry.ManifestAsync(repository, referrer.Digest, cancel) is not { } manifest) continue;
            var (bundle, broken) = ReferrerLayout.Read(manifest.Content);
            if (bundle is not null) found.Add(await FetchAsync(SignatureLayout.Referrer, place, repository, (bundle.Digest, bundle.Size, MostBundle), cancel));
            else if (broken) found.Add(new FoundSignature(SignatureLayout.Referrer, place, default) { Unavailable = RefusalReason.Unreadable });
        }
    }

    private async Task<FoundSignature> FetchAsync(SignatureLayout layout, string place, string repository, (string Digest, long Size, int Most) blob, CancellationToken cancel)
    {
        var nothing = new FoundSignature(layout, place, default);
        if (blob.Size > blob.Most) return nothing with { Unavailable = RefusalReason.TooLarge };
        try
        {
            return await registry.BlobAsync(repository, blob.Digest, blob.Most, cancel) is { } content ? nothing with { Content = content } : nothing with { Unavailable = RefusalReason.Unreadable };
        }
        catch (RegistryException altered) when (altered.Problem.Code == RegistryException.Altered)
        {
            return nothing with { Unavailable = RefusalReason.Altered };
        }
    }
}
