using System.Globalization;
using Gantry.Registry.Uploads;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Endpoints;

/// <summary>What the answers about an upload say (distribution-spec, "Pushing Blobs").</summary>
internal static class UploadAnswers
{
    /// <summary>How far it is, and where it goes on.</summary>
    public static void Status(HttpContext http, Upload upload, int status)
    {
        Describe(http, upload);
        http.Response.StatusCode = status;
        if (status != StatusCodes.Status204NoContent) http.Response.ContentLength = 0;
    }

    /// <summary>The same beside a refusal.</summary>
    public static void Describe(HttpContext http, Upload upload)
    {
        http.Response.Headers.Location = $"/v2/{upload.Repository}/blobs/uploads/{upload.Id}";
        // Of nothing there is no last byte; every registry says 0-0 then, and every client takes that.
        http.Response.Headers.Range = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, upload.Length - 1)}");
        http.Response.Headers["Docker-Upload-UUID"] = upload.Id;
    }

    public static void Created(HttpContext http, string repository, Digest digest)
    {
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = $"/v2/{repository}/blobs/{digest}";
        http.Response.Headers["Docker-Content-Digest"] = digest.Text;
        http.Response.ContentLength = 0;
    }
}
