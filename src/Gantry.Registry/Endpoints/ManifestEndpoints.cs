using Gantry.Registry.Decisions;
using Gantry.Registry.Index;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Endpoints;

/// <summary>Manifests and indexes, by tag and by digest.</summary>
internal static class ManifestEndpoints
{
    public static async Task<Refusal?> AnswerAsync(HttpContext http, ImageRegistry registry, RequestTarget target)
    {
        var digest = Digest.Parse(target.Reference);
        if (digest is null && target.Reference.Contains(':')) return Refusal.DigestInvalid("A manifest is named by a tag, or by its sha256 or sha512 digest.");
        if (digest is null && !Names.IsTag(target.Reference))
            return new Refusal(StatusCodes.Status400BadRequest, "TAG_INVALID", "A tag is made of letters, digits and . _ -, begins with a letter, a digit or _, and has 128 characters at most.");
        return http.Request.Method switch
        {
            "GET" or "HEAD" => await SendAsync(http, registry, target, digest),
            "PUT" => await ManifestPush.AnswerAsync(http, registry, target, digest),
            "DELETE" => await DeleteAsync(http, registry, target, digest),
            _ => Refusal.Unsupported("A manifest is read with GET or HEAD, pushed with PUT and deleted with DELETE."),
        };
    }

    private static async Task<Refusal?> SendAsync(HttpContext http, ImageRegistry registry, RequestTarget target, Digest? digest)
    {
        if (registry.Through?.PlaceOf(target.Repository) is { } place)
        {
            var (refusal, warning) = await registry.Through.ManifestAsync(place, target.Repository, target.Reference, digest, http.RequestAborted);
            if (refusal is not null) return refusal;
            // RFC 9111's forerunner gave this a number; that of a failed question is understood most widely.
            if (warning is not null) http.Response.Headers.Warning = $"111 gantry \"{new string([.. warning.Where(static c => c is >= ' ' and < (char)127 and not '"' and not '\\')])}\"";
        }

        if ((HttpMethods.IsHead(http.Request.Method) ? Look(registry, target, digest) : Find(registry, target, digest)) is not { } manifest) return Refusal.ManifestUnknown(target.Reference);
        http.Response.Headers["Docker-Content-Digest"] = manifest.Digest;
        http.Response.Headers.ETag = $"\"{manifest.Digest}\"";
        await Listings.SendAsync(http, manifest.Content, manifest.MediaType);
        return null;
    }

    private static StoredManifest? Find(ImageRegistry registry, RequestTarget target, Digest? digest) =>
        registry.Manifests.Get(target.Repository, target.Reference, () => registry.Index.Read(rows =>
            digest is not null ? ManifestRows.ByDigest(rows, target.Repository, target.Reference) : ManifestRows.ByTag(rows, target.Repository, target.Reference)));

    private static StoredManifest? Look(ImageRegistry registry, RequestTarget target, Digest? digest) =>
        digest is null ? Find(registry, target, digest) : registry.Lookups.Look(target.Repository, target.Reference, registry.Now, () => Find(registry, target, digest));

    private static async Task<Refusal?> DeleteAsync(HttpContext http, ImageRegistry registry, RequestTarget target, Digest? digest)
    {
        if (digest is not null && Needed(registry, target) is { } who)
            return Refusal.Denied($"{who} needs this manifest: what runs and what a rollback would run again is not deleted.");
        var refusal = await registry.Index.WriteAsync(rows => digest is not null
            ? ManifestRows.Delete(rows, target.Repository, target.Reference)
            : ManifestRows.DeleteTag(rows, target.Repository, target.Reference));
        if (refusal is not null) return refusal;
        registry.Manifests.Clear();
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.ContentLength = 0;
        return null;
    }

    /// <summary>By its own digest, or by that of its config, as engines name images.</summary>
    private static string? Needed(ImageRegistry registry, RequestTarget target)
    {
        var needed = registry.Deployed.Needed();
        if (needed.TryGetValue(target.Reference, out var who)) return who;
        if (needed.Count == 0 || Find(registry, target, Digest.Parse(target.Reference)) is not { } manifest) return null;
        var config = ManifestDocument.Read(manifest.Content, manifest.MediaType).Document?.References.FirstOrDefault(r => r.Kind == ReferenceKind.Config);
        return config is null ? null : needed.GetValueOrDefault(config.Digest.Text);
    }
}
