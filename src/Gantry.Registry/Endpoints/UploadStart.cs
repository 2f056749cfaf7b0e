using Gantry.Registry.Decisions;
using Gantry.Registry.Index;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Endpoints;

/// <summary>The beginning of an upload, or what makes one needless.</summary>
internal static class UploadStart
{
    public static async Task<Refusal?> AnswerAsync(HttpContext http, ImageRegistry registry, string repository)
    {
        if (!HttpMethods.IsPost(http.Request.Method)) return Refusal.Unsupported("An upload begins with POST.");
        var query = http.Request.Query;
        if (Digest.Parse(query["mount"]) is { } wanted && await MountAsync(registry, query["from"].ToString(), repository, wanted))
        {
            UploadAnswers.Created(http, repository, wanted);
            return null;
        }

        Digest? whole = null;
        if (query["digest"].ToString() is { Length: > 0 } said && (whole = Digest.Parse(said)) is null) return Refusal.DigestInvalid("The parameter digest is no sha256 or sha512 digest.");
        if (registry.Uploads.Begin(repository) is not { } upload)
            return new Refusal(StatusCodes.Status429TooManyRequests, "TOOMANYREQUESTS", "More uploads are under way than this registry takes at once. End some, or wait until others have.");
        if (query["digest-algorithm"] == "sha512" || whole?.Algorithm == "sha512") upload.Algorithm = "sha512";
        if (whole is { } digest) return await UploadEndpoints.FinishAsync(http, registry, upload, digest);
        UploadAnswers.Status(http, upload, StatusCodes.Status202Accepted);
        return null;
    }

    /// <summary>Only from a repository that is named: that a blob is somewhere here is not for everybody to know.</summary>
    private static async Task<bool> MountAsync(ImageRegistry registry, string from, string to, Digest digest) => Names.IsRepository(from)
        && await registry.Index.WriteAsync(rows => BlobRows.Mount(rows, from, to, digest.Text, registry.Now));
}
