using Gantry.Registry.Decisions;
using Gantry.Registry.Index;
using Gantry.Registry.Uploads;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Registry.Endpoints;

/// <summary>An upload that has begun: more of it, the end of it, how far it is, never mind.</summary>
internal static class UploadEndpoints
{
    public static async Task<Refusal?> AnswerAsync(HttpContext http, ImageRegistry registry, RequestTarget target)
    {
        if (await registry.Uploads.FindAsync(target.Repository, target.Reference, http.RequestAborted) is not { } upload) return Refusal.UploadUnknown;
        switch (http.Request.Method)
        {
            case "GET" or "HEAD":
                UploadAnswers.Status(http, upload, StatusCodes.Status204NoContent);
                return null;
            case "PATCH":
                return await ExclusivelyAsync(registry, upload, () => AppendAsync(http, registry, upload));
            case "PUT":
                return Digest.Parse(http.Request.Query["digest"]) is { } digest ? await FinishAsync(http, registry, upload, digest)
                    : Refusal.DigestInvalid("The end of an upload names the blob's sha256 or sha512 digest in the parameter digest.");
            case "DELETE":
                return await ExclusivelyAsync(registry, upload, () => Cancel(http, registry, upload));
            default:
                return Refusal.Unsupported("An upload goes on with PATCH and ends with PUT or DELETE.");
        }
    }

    /// <summary>Takes what is left, compares the digest, and makes a blob of it.</summary>
    public static Task<Refusal?> FinishAsync(HttpContext http, ImageRegistry registry, Upload upload, Digest digest) => ExclusivelyAsync(registry, upload, async () =>
    {
        if (OutOfOrder(http, upload) is { } misplaced) return misplaced;
        using (var file = registry.Blobs.Append(upload.File))
        {
            if (Receiving.IsShort(upload, file)) return Lost(registry, upload);
            await Receiving.AppendAsync(upload, file, http.Request, http.RequestAborted);
            Receiving.Trim(upload, file);
            var actual = Receiving.DigestOf(upload, file, digest.Algorithm);
            if (actual != digest)
            {
                Arrival.Drop(registry, upload);
                return Refusal.DigestInvalid($"What was uploaded is {actual}, not {digest}. The upload is dropped; begin another.") with { Digests = [digest.Text] };
            }

            await Arrival.KeepAsync(registry, upload, file, digest);
        }

        UploadAnswers.Created(http, upload.Repository, digest);
        return null;
    });

    private static async Task<Refusal?> AppendAsync(HttpContext http, ImageRegistry registry, Upload upload)
    {
        if (OutOfOrder(http, upload) is { } misplaced) return misplaced;
        using (var file = registry.Blobs.Append(upload.File))
        {
            if (Receiving.IsShort(upload, file)) return Lost(registry, upload);
            await Receiving.AppendAsync(upload, file, http.Request, http.RequestAborted);
        }

        UploadAnswers.Status(http, upload, StatusCodes.Status202Accepted);
        return null;
    }

    /// <summary>A chunk begins where the one before has ended, and is as long as it says.</summary>
    private static Refusal? OutOfOrder(HttpContext http, Upload upload)
    {
        if (http.Request.Headers.ContentRange.ToString() is not { Length: > 0 } text) return null;
        var range = Ranges.Chunk(text);
        if (range is { } chunk && chunk.First == upload.Length)
        {
            return http.Request.ContentLength is not { } length || length == chunk.Last - chunk.First + 1 ? null
                : new Refusal(StatusCodes.Status400BadRequest, "SIZE_INVALID", $"The chunk says that it is {text}, and has {length} bytes.");
        }

        UploadAnswers.Describe(http, upload);
        return new Refusal(StatusCodes.Status416RangeNotSatisfiable, "BLOB_UPLOAD_INVALID",
            range is null ? $"{text} is no range of bytes: write the first and the last, 0-1023." : $"The next chunk begins at byte {upload.Length}, not at {range.Value.First}.");
    }

    private static Task<Refusal?> Cancel(HttpContext http, ImageRegistry registry, Upload upload)
    {
        Arrival.Drop(registry, upload);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.FromResult<Refusal?>(null);
    }

    private static Refusal Lost(ImageRegistry registry, Upload upload)
    {
        Arrival.Drop(registry, upload);
        return Refusal.UploadUnknown;
    }

    private static async Task<Refusal?> ExclusivelyAsync(ImageRegistry registry, Upload upload, Func<Task<Refusal?>> work)
    {
        if (!upload.TryEnter()) return new Refusal(StatusCodes.Status409Conflict, "BLOB_UPLOAD_INVALID", "Another request is writing to this upload.");
        try
        {
            return upload.Ended ? Refusal.UploadUnknown : await work();
        }
        finally
        {
            registry.Uploads.Touch(upload);
            upload.Leave();
        }
    }
}
