using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace Gantry.Registry.Endpoints;

/// <summary>The body of each answer from 400 on (distribution-spec, "Error Codes").</summary>
internal static class Errors
{
    private const int NoSpaceLeft = 28, QuotaExceeded = 122;
    private const int SqliteFull = 13, SqliteReadOnly = 8, SqliteIo = 10;

    public static async Task WriteAsync(HttpContext http, Refusal refusal)
    {
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("errors");
            if (refusal.Digests.Count == 0) Write(json, refusal, null);
            foreach (var digest in refusal.Digests) Write(json, refusal, digest);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }

    /// <summary>Null for what is nobody's to answer for: a client that has gone, or a bug.</summary>
    public static Refusal? Of(Exception failure) => failure switch
    {
        BadHttpRequestException bad => new Refusal(bad.StatusCode, "UNSUPPORTED", bad.Message),
        IOException { HResult: NoSpaceLeft or QuotaExceeded } => Refusal.NoSpace,
        SqliteException { SqliteErrorCode: SqliteFull } => Refusal.NoSpace,
        SqliteException { SqliteErrorCode: SqliteReadOnly or SqliteIo } broken =>
            new Refusal(StatusCodes.Status503ServiceUnavailable, "UNAVAILABLE", $"The registry's index cannot be written: {broken.Message}. Nothing was stored."),
        UnauthorizedAccessException denied => new Refusal(StatusCodes.Status503ServiceUnavailable, "UNAVAILABLE", $"The registry's folder cannot be written: {denied.Message}"),
        _ => null,
    };

    private static void Write(Utf8JsonWriter json, Refusal refusal, string? digest)
    {
        json.WriteStartObject();
        json.WriteString("code", refusal.Code);
        json.WriteString("message", refusal.Message);
        if (digest is not null)
        {
            json.WriteStartObject("detail");
            json.WriteString("digest", digest);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
