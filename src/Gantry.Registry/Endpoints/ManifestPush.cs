using Gantry.Registry.Decisions;
using Gantry.Registry.Index;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Endpoints;

/// <summary>Takes a manifest, byte for byte, if it is one and all is there that it refers to.</summary>
internal static class ManifestPush
{
    /// <summary>What every registry must take at least (distribution-spec, "Pushing Manifests"), and more than any image has.</summary>
    public const int MostBytes = 4 << 20;

    public static async Task<Refusal?> AnswerAsync(HttpContext http, ImageRegistry registry, RequestTarget target, Digest? digest)
    {
        var (content, tooLarge) = await ReadAsync(http);
        if (tooLarge is not null) return tooLarge;
        var actual = (digest ?? Digest.Sha256([])).Of(content);
        if (digest is { } said && said != actual) return Refusal.DigestInvalid($"The manifest is {actual}, not what it was pushed as.");
        var (document, invalid) = ManifestDocument.Read(content, Declared(http));
        if (document is null) return invalid;
        var stored = new StoredManifest(actual.Text, document.MediaType, content);
        var tag = digest is null ? target.Reference : null;
        var refusal = await registry.Index.WriteAsync(rows => ManifestRows.Put(rows, target.Repository, tag, stored, document, registry.Now));
        if (refusal is not null) return refusal;
        registry.Manifests.Changed(target.Repository, tag, actual.Text);
        if (document.Subject is { } subject) http.Response.Headers["OCI-Subject"] = subject.Text;
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = $"/v2/{target.Repository}/manifests/{actual}";
        http.Response.Headers["Docker-Content-Digest"] = actual.Text;
        http.Response.ContentLength = 0;
        return null;
    }

    /// <summary>Without its parameters; what says nothing of manifests says nothing.</summary>
    private static string? Declared(HttpContext http)
    {
        var type = http.Request.ContentType?.Split(';')[0].Trim();
        return type is null or "" or "application/json" or "application/octet-stream" ? null : type;
    }

    /// <summary>However long the request says its body to be, no more is taken in than the bound.</summary>
    private static async Task<(byte[] Content, Refusal? TooLarge)> ReadAsync(HttpContext http)
    {
        var refusal = new Refusal(StatusCodes.Status413PayloadTooLarge, "SIZE_INVALID", $"A manifest has at most {MostBytes} bytes.");
        if (http.Request.ContentLength > MostBytes) return ([], refusal);
        using var content = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        var buffer = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
        {
            if (content.Length + read > MostBytes) return ([], refusal);
            content.Write(buffer, 0, read);
        }

        return (content.ToArray(), null);
    }
}
