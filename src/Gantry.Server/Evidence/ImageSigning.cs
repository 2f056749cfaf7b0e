using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Images;
using Gantry.Resources.Registries;
using Gantry.Server.Signing;
using Gantry.Trust.Decisions.Signatures;
using Gantry.Trust.Signatures;
using Microsoft.Extensions.Logging;
using VerifiedSignature = Gantry.Resources.Images.VerifiedSignature;

namespace Gantry.Server.Evidence;

/// <summary>Has what was built here signed with the platform's key, and writes down which signatures hold.</summary>
internal sealed partial class ImageSigning(IResourceStore store, ImageSignatures signatures, ILogger log)
{
    private const int Attempts = 5;

    /// <summary>Whether it is the platform's to sign and nobody's signature on it has been verified yet.</summary>
    public static bool IsDue(ImageSpec spec, ImageStatus? status) => spec is { Built: true, Digest: not null } && status is not { Signatures.Count: > 0 };

    /// <summary>What cannot be signed is said; whether that matters is the policy's to say.</summary>
    /// <param name="by">Who wants it.</param>
    public async Task RunAsync(IEnumerable<WantedImage> images, string by, Action<PlanProgress> progress, CancellationToken cancel)
    {
        foreach (var image in images)
        {
            if (store.Current.Get<ImageSpec, ImageStatus>(image.Key) is not { } known || !IsDue(known.Spec, known.Status)) continue;
            try
            {
                progress(new PlanProgress(image.Service, "sign", ""));
                var at = known.Spec.Digest!.IndexOf('@', StringComparison.Ordinal);
                var (repository, digest) = (known.Spec.Digest[..at], known.Spec.Digest[(at + 1)..]);
                await signatures.SignAsync(repository, digest, by, cancel);
                var verdict = await signatures.JudgeAsync(repository, digest, null, 1, cancel);
                await WriteAsync(image.Key, [.. verdict.Verified.Select(v => new VerifiedSignature(v.Key.Name, v.Key.Key.Fingerprint, v.Layout.Name, v.FirstSeen)).DistinctBy(v => (v.Fingerprint, v.Layout))], cancel);
            }
            catch (Exception failure) when (failure is RegistryException or SigningKeyException or HttpRequestException)
            {
                NotSigned(known.Spec.Name, failure.Message);
                progress(new PlanProgress(image.Service, "sign", $"not signed: {failure.Message}"));
            }
        }
    }

    private async Task WriteAsync(Key image, IReadOnlyList<VerifiedSignature> verified, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts && verified.Count > 0; attempt++)
        {
            if (store.Current.Get<ImageSpec, ImageStatus>(image) is not { } known) return;
            var status = (known.Status ?? new ImageStatus()) with { Signatures = verified };
            var change = new PutStatus(image, status, $"signed by {string.Join(", ", verified.Select(v => v.Key).Distinct())}", known.Version);
            if ((await store.CommitAsync(new Transaction(ImageJudging.Actor, change), cancel)).Committed) return;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Image} is not signed: {Why}")]
    private partial void NotSigned(string image, string why);
}
