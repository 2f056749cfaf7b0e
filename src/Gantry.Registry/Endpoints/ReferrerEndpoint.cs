using System.Text;
using System.Text.Json;
using Gantry.Registry.Decisions;
using Gantry.Registry.Index;
using Gantry.Resources.Registries;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Endpoints;

/// <summary>What refers to a manifest: signatures, bills of materials (distribution-spec, "Listing Referrers").</summary>
internal static class ReferrerEndpoint
{
    /// <summary>Annotations may be long: a page ends at whichever comes first.</summary>
    private const int MostOfPage = 1000, MostBytes = 4 << 20;

    public static async Task<Refusal?> AnswerAsync(HttpContext http, ImageRegistry registry, RequestTarget target)
    {
        if (!Listings.IsRead(http)) return Refusal.Unsupported("Only GET and HEAD are answered here.");
        if (Digest.Parse(target.Reference) is not { } subject) return Refusal.DigestInvalid("Referrers are listed for a sha256 or sha512 digest.");
        if (await ElsewhereAsync(http, registry, target.Repository, subject) is { } list)
        {
            await Listings.SendAsync(http, list, MediaTypes.OciIndex);
            return null;
        }

        var wanted = http.Request.Query["artifactType"].ToString();
        var all = registry.Index.Read(rows => ManifestRows.Referrers(rows, target.Repository, subject.Text, http.Request.Query["last"].ToString(), MostOfPage + 1));
        if (wanted.Length > 0) http.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        var (page, last) = Page(all, wanted);
        if (last is not null)
            http.Response.Headers.Link = $"<{http.Request.Path}?{(wanted.Length > 0 ? $"artifactType={Uri.EscapeDataString(wanted)}&" : "")}last={last}>; rel=\"next\"";
        await Listings.SendAsync(http, page, MediaTypes.OciIndex);
        return null;
    }

    /// <returns>What the upstream lists; null: there is none, it knows no referrers or does not answer. Then what is kept here is listed.</returns>
    private static async Task<byte[]?> ElsewhereAsync(HttpContext http, ImageRegistry registry, string repository, Digest subject)
    {
        if (registry.Through?.PlaceOf(repository) is not { } place) return null;
        try
        {
            return await registry.Through.Reader.ReferrersAsync(place, subject, http.RequestAborted);
        }
        catch (RegistryException)
        {
            http.Response.Headers.Warning = "111 gantry \"The upstream does not answer.\"";
            return null;
        }
    }

    /// <returns>The page, and the last that it looked at when there are more.</returns>
    private static (byte[] Page, string? Last) Page(List<Referrer> all, string wanted)
    {
        using var body = new MemoryStream();
        string? last = null;
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.OciIndex);
            json.WriteStartArray("manifests");
            for (var at = 0; at < all.Count; at++)
            {
                if (at == MostOfPage || (at > 0 && json.BytesCommitted + json.BytesPending + (all[at].Annotations?.Length ?? 0) > MostBytes))
                {
                    last = all[at - 1].Digest;
                    break;
                }

                if (wanted.Length == 0 || wanted == all[at].ArtifactType) Write(json, all[at]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return (body.ToArray(), last);
    }

    private static void Write(Utf8JsonWriter json, Referrer referrer)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", referrer.MediaType);
        json.WriteString("digest", referrer.Digest);
        json.WriteNumber("size", referrer.Size);
        if (referrer.ArtifactType is not null) json.WriteString("artifactType", referrer.ArtifactType);
        if (referrer.Annotations is not null)
        {
            json.WritePropertyName("annotations");
            json.WriteRawValue(Encoding.UTF8.GetBytes(referrer.Annotations), skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
