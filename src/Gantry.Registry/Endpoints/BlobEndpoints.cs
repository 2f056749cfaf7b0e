using System.Buffers;
using System.Globalization;
using Gantry.Registry.Decisions;
using Gantry.Registry.Index;
using Gantry.Registry.Upstreams;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Registry.Endpoints;

/// <summary>Blobs: whole, in part, whether they are there, and away with them.</summary>
internal static class BlobEndpoints
{
    private const int Piece = 64 * 1024;

    public static async Task<Refusal?> AnswerAsync(HttpContext http, ImageRegistry registry, RequestTarget target)
    {
        if (Digest.Parse(target.Reference) is not { } digest) return Refusal.DigestInvalid("A blob is named by its sha256 or sha512 digest.");
        return http.Request.Method switch
        {
            "GET" => await SendAsync(http, registry, target.Repository, digest),
            "HEAD" => await LookAsync(http, registry, target.Repository, digest),
            "DELETE" => await DeleteAsync(http, registry, target.Repository, digest),
            _ => Refusal.Unsupported("Blobs are uploaded at /v2/<name>/blobs/uploads/."),
        };
    }

    private static async Task<Refusal?> SendAsync(HttpContext http, ImageRegistry registry, string repository, Digest digest)
    {
        var blob = Find(registry, repository, digest);
        if (blob is null && registry.Through?.PlaceOf(repository) is { } place)
        {
            var (sent, refusal) = await CopiedBlobs.SendAsync(http, registry.Through, (place, repository, digest), http.Request.Headers.Range.Count > 0, size => Describe(http.Response, digest, size));
            if (sent || refusal is not null) return refusal;
            blob = Find(registry, repository, digest);
        }

        using var file = blob is null ? null : registry.Blobs.Open(blob.Place);
        if (file is null) return Refusal.BlobUnknown(digest.Text);
        Describe(http.Response, digest, blob!.Size);
        var (well, part) = Ranges.Asked(http.Request.Headers.Range, blob.Size);
        if (!well)
        {
            http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{blob.Size}");
            return new Refusal(StatusCodes.Status416RangeNotSatisfiable, "RANGE_INVALID", $"The blob has {blob.Size} bytes, none of them in that range.");
        }

        var (first, last) = part ?? (0, blob.Size - 1);
        if (part is not null)
        {
            http.Response.StatusCode = StatusCodes.Status206PartialContent;
            http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{last}/{blob.Size}");
            http.Response.ContentLength = last - first + 1;
        }

        await CopyAsync(http, file, first, last - first + 1);
        return null;
    }

    private static BlobRow? Find(ImageRegistry registry, string repository, Digest digest) => registry.Index.Read(rows => BlobRows.Find(rows, repository, digest.Text));

    private static async Task<Refusal?> LookAsync(HttpContext http, ImageRegistry registry, string repository, Digest digest)
    {
        var blob = registry.Lookups.Look(repository, digest.Text, registry.Now, () => Find(registry, repository, digest));
        if (blob is null)
        {
            return registry.Through?.PlaceOf(repository) is { } place
                ? await CopiedBlobs.LookAsync(http, registry.Through, place, digest, size => Describe(http.Response, digest, size)) : Refusal.BlobUnknown(digest.Text);
        }

        Describe(http.Response, digest, blob.Size);
        return null;
    }

    private static async Task<Refusal?> DeleteAsync(HttpContext http, ImageRegistry registry, string repository, Digest digest)
    {
        if (await registry.Index.WriteAsync(rows => BlobRows.Delete(rows, repository, digest.Text)) is { } refusal) return refusal;
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.ContentLength = 0;
        return null;
    }

    private static void Describe(HttpResponse response, Digest digest, long? size)
    {
        response.ContentType = "application/octet-stream";
        response.ContentLength = size;
        response.Headers["Docker-Content-Digest"] = digest.Text;
        response.Headers.AcceptRanges = "bytes";
        // It is what its name says, for ever.
        response.Headers.ETag = $"\"{digest}\"";
        response.Headers.CacheControl = "max-age=31536000, immutable";
    }

    private static async Task CopyAsync(HttpContext http, SafeFileHandle file, long at, long count)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Piece, Math.Max(count, 1)));
        try
        {
            while (count > 0)
            {
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, count)), at);
                if (read == 0) throw new InvalidDataException("A blob is shorter on the disk than in the index.");
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
                at += read;
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
