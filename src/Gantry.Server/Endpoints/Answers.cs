using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Resources;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Endpoints;

/// <summary>How answers are written: JSON by generated code, and problems as RFC 9457 says.</summary>
internal static class Answers
{
    public static IResult Json<T>(T value, JsonTypeInfo<T> type) => Results.Json(value, type);

    public static IResult Problems(IReadOnlyList<Problem> problems)
    {
        var status = Status(problems[0].Code);
        var details = new ProblemDetails { Title = problems[0].Message, Status = status, Problems = problems };
        return Results.Json(details, GantryJson.Default.ProblemDetails, "application/problem+json", status);
    }

    /// <summary>One line of a stream, sent at once unless more follows at once.</summary>
    public static async Task LineAsync<T>(HttpResponse response, T value, JsonTypeInfo<T> type, CancellationToken cancel, bool flush = true)
    {
        await JsonSerializer.SerializeAsync(response.Body, value, type, cancel);
        await response.Body.WriteAsync("\n"u8.ToArray(), cancel);
        if (flush) await response.Body.FlushAsync(cancel);
    }

    public static void Stream(HttpResponse response)
    {
        response.ContentType = "application/jsonl";
        response.Headers.CacheControl = "no-store";
    }

    private static int Status(string code) => code switch
    {
        "rollout.running" or "rollout.undoing" or "plan.changed" or "store.conflict" => StatusCodes.Status409Conflict,
        "platform.differs" => StatusCodes.Status412PreconditionFailed,
        "platform.follows" => StatusCodes.Status421MisdirectedRequest,
        "platform.no-leader" or "store.unavailable" or "engine.not-running" or "engine.timeout" => StatusCodes.Status503ServiceUnavailable,
        "events.compacted" => StatusCodes.Status410Gone,
        _ when code.EndsWith("not-found", StringComparison.Ordinal) || code == "app.not-live" => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
