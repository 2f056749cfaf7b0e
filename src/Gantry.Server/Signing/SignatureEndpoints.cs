using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Registries;
using Gantry.Server.Endpoints;
using Gantry.Trust.Decisions.Signatures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Signing;

/// <summary>Signing an image of a registry, and judging who has.</summary>
internal static class SignatureEndpoints
{
    private const int MostKeys = 64;

    public static void MapSignatures(this IEndpointRouteBuilder app, Platform platform, ImageSignatures signatures)
    {
        app.MapPost("/v1/signatures", async (SignRequest request, CancellationToken cancel) =>
        {
            var (image, problem) = await FindAsync(platform, signatures, request.Image, cancel);
            if (image is null) return Answers.Problems([problem!]);
            var made = await signatures.SignAsync(image.Repository, image.Reference, request.RequestedBy, cancel);
            return Answers.Json(new SignAnswer(made.Repository, made.Digest, made.Key, made.Tag, made.Made), GantryJson.Default.SignAnswer);
        });
        app.MapPost("/v1/signatures/verdicts", (VerifyRequest request, CancellationToken cancel) => VerifyAsync(platform, signatures, request, cancel));
    }

    private static async Task<IResult> VerifyAsync(Platform platform, ImageSignatures signatures, VerifyRequest request, CancellationToken cancel)
    {
        var brought = new List<TrustedKey>();
        foreach (var (name, pem) in request.Keys)
        {
            var (key, unreadable) = PublicKey.Read(name, pem);
            if (unreadable is not null) return Answers.Problems([unreadable]);
            brought.Add(new TrustedKey(name, key!));
        }

        var most = brought.Count > 0 ? brought.Count : MostKeys;
        if (request.Threshold < 1 || request.Threshold > most || brought.Count > MostKeys)
            return Answers.Problems([new Problem("threshold", "signature.bad-threshold", $"{request.Threshold} signatures can never be enough, or there can never be so many.", $"Ask for 1 to {most}, of at most {MostKeys} keys.")]);
        var (image, problem) = await FindAsync(platform, signatures, request.Image, cancel);
        if (image is null) return Answers.Problems([problem!]);
        var verdict = brought.Count > 0
            ? await signatures.JudgeAsync(image.Repository, image.Reference, new TrustedKeys(brought, request.Threshold), cancel)
            : await signatures.JudgeAsync(image.Repository, image.Reference, null, request.Threshold, cancel);
        return Answers.Json(Views(verdict), GantryJson.Default.VerifyAnswer);
    }

    /// <summary>By the digest that its tag names now.</summary>
    private static async Task<Outcome<ImageAddress>> FindAsync(Platform platform, ImageSignatures signatures, string name, CancellationToken cancel)
    {
        var (image, wrong) = ImageAddress.Parse(name, platform.Registry.Address);
        if (image is null) return wrong!;
        if (await signatures.Registry.ManifestAsync(image.Repository, image.Reference, cancel) is { } found) return image with { Reference = found.Digest };
        return new Problem($"{image.Repository}:{image.Reference}", "image.not-found", "The registry has no such image.", image.Repository.StartsWith(platform.Registry.Address + "/", StringComparison.Ordinal)
            ? "See what it has with gantry registry ls, and push it first. An image of another registry is named with that one's address: docker.io/library/nginx:1.27" : "See that name, tag and registry are right.");
    }

    private static VerifyAnswer Views(SignatureVerdict verdict) => new()
    {
        Repository = verdict.Repository,
        Digest = verdict.Digest,
        Signed = verdict.IsSigned,
        Threshold = verdict.Threshold,
        Signatures = [.. verdict.Verified.Select(v => new VerifiedView(v.Key.Name, v.Key.Key.Fingerprint, v.Layout.Name, v.Place, v.FirstSeen))],
        Refused = [.. verdict.Refusals.Select(r => new RefusedView(r.Key, r.Problem))],
        Attestations = [.. verdict.Attestations.Select(a => new AttestationView(a.Key.Name, a.PredicateType, a.Place))],
        Problem = verdict.Problem,
    };
}
