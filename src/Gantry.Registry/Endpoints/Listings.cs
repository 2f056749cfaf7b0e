using System.Globalization;
using System.Text.Json;
using Gantry.Registry.Index;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Endpoints;

/// <summary>Lists of names, page by page.</summary>
internal static class Listings
{
    private const int MostNames = 10_000;

    public static async Task<Refusal?> BaseAsync(HttpContext http)
    {
        if (!IsRead(http)) return Refusal.Unsupported("Only GET and HEAD are answered here.");
        await SendAsync(http, "{}"u8.ToArray(), "application/json");
        return null;
    }

    public static async Task<Refusal?> CatalogAsync(HttpContext http, ImageRegistry registry)
    {
        if (!IsRead(http)) return Refusal.Unsupported("Only GET and HEAD are answered here.");
        if (Most(http) is not { } most) return BadCount();
        var names = registry.Index.Read(rows => RepositoryRows.Names(rows, http.Request.Query["last"].ToString(), most + 1));
        await PageAsync(http, names, most, "repositories", null);
        return null;
    }

    /// <summary>distribution-spec, "Listing Tags".</summary>
    public static async Task<Refusal?> TagsAsync(HttpContext http, ImageRegistry registry, string repository)
    {
        if (!IsRead(http)) return Refusal.Unsupported("Only GET and HEAD are answered here.");
        if (Most(http) is not { } most) return BadCount();
        var tags = registry.Index.Read(rows => RepositoryRows.Find(rows, repository) is { } id ? RepositoryRows.Tags(rows, id, http.Request.Query["last"].ToString(), most + 1) : null);
        if (tags is null) return Refusal.NameUnknown(repository);
        await PageAsync(http, tags, most, "tags", repository);
        return null;
    }

    public static bool IsRead(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

    public static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> body, string type)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        if (HttpMethods.IsGet(http.Request.Method)) await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static int? Most(HttpContext http) => http.Request.Query["n"].ToString() is not { Length: > 0 } text ? MostNames
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? Math.Min(most, MostNames) : null;

    private static Refusal BadCount() => new(StatusCodes.Status400BadRequest, "PAGINATION_NUMBER_INVALID", "n is how many names to list, 0 or more.");

    private static async Task PageAsync(HttpContext http, List<string> names, int most, string list, string? repository)
    {
        if (names.Count > most)
        {
            names.RemoveRange(most, names.Count - most);
            if (most > 0) http.Response.Headers.Link = $"<{http.Request.Path}?n={most}&last={Uri.EscapeDataString(names[^1])}>; rel=\"next\"";
        }

        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            if (repository is not null) json.WriteString("name", repository);
            json.WriteStartArray(list);
            foreach (var name in names) json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        await SendAsync(http, body.ToArray(), "application/json");
    }
}
