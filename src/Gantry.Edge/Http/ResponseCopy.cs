using System.IO.Pipelines;
using Gantry.Edge.Decisions;
using Gantry.Edge.Guards;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Gantry.Edge.Http;

/// <summary>Passes the response on: what is there at once, and no faster than the client takes it.</summary>
internal static class ResponseCopy
{
    private const int Chunk = 16 * 1024;

    /// <summary>With this much unsent it is time to see whether the client keeps up.</summary>
    private const int Enough = 64 * 1024;

    public static void Head(HttpContext context, HttpResponseMessage message)
    {
        var response = context.Response;
        response.StatusCode = (int)message.StatusCode;
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = message.ReasonPhrase;
        string? connection = null;
        if (message.Headers.NonValidated.TryGetValues(HeaderNames.Connection, out var named)) connection = named.ToString();
        foreach (var (name, values) in message.Headers.NonValidated) Copy(response, name, values, connection);
        foreach (var (name, values) in message.Content.Headers.NonValidated) Copy(response, name, values, connection);
    }

    /// <returns>How it failed; null if it did not.</returns>
    /// <exception cref="OperationCanceledException">Cancelled from outside.</exception>
    public static async Task<Failure?> BodyAsync(HttpContext context, HttpResponseMessage message, Patience patience, CancellationToken cancellation)
    {
        var (writer, watch) = (context.Response.BodyWriter, new AnswerWatch(context));
        var sighting = context.Features.Get<Sighting>();
        try
        {
            await using var body = await message.Content.ReadAsStreamAsync(cancellation);
            while (true)
            {
                // Reading nothing completes when there is something: if that is not now, what is there goes out first.
                var ready = body.ReadAsync(Memory<byte>.Empty, cancellation);
                if (!ready.IsCompleted && await IsGoneAsync(writer, watch, cancellation)) return Failure.ClientGone;
                if (!ready.IsCompleted) patience.ForMore();
                await ready;
                patience.Pause();
                var length = await body.ReadAsync(writer.GetMemory(Chunk), cancellation);
                if (length == 0) break;
                writer.Advance(length);
                if (sighting is not null) sighting.Sent += length;
                if (writer.UnflushedBytes >= Enough && await IsGoneAsync(writer, watch, cancellation)) return Failure.ClientGone;
            }
            // The server sends the end of a response by itself only where it has sent nothing of it yet.
            if (context.Response.HasStarted && writer.UnflushedBytes > 0 && await IsGoneAsync(writer, watch, cancellation)) return Failure.ClientGone;
            Trailers(context, message);
            return null;
        }
        catch (Exception torn) when (torn is HttpRequestException or IOException)
        {
            return context.RequestAborted.IsCancellationRequested ? Failure.ClientGone : Failure.Truncated;
        }
    }

    private static async ValueTask<bool> IsGoneAsync(PipeWriter writer, AnswerWatch watch, CancellationToken cancellation)
    {
        var flush = writer.FlushAsync(cancellation);
        var flushed = flush.IsCompleted ? await flush : await watch.TakesAsync(flush.AsTask());
        return flushed.IsCompleted || flushed.IsCanceled;
    }

    private static void Trailers(HttpContext context, HttpResponseMessage message)
    {
        if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is not { IsReadOnly: false } trailers) return;
        foreach (var (name, values) in message.TrailingHeaders.NonValidated)
        {
            if (!HopByHop.Is(name, null)) trailers.Append(name, values.ToArray());
        }
    }

    private static void Copy(HttpResponse response, string name, System.Net.Http.Headers.HeaderStringValues values, string? connection)
    {
        if (HopByHop.Is(name, connection)) return;
        if (name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) && response.StatusCode is 204 or (>= 100 and < 200)) return;
        response.Headers[name] = values.Count == 1 ? values.ToString() : values.ToArray();
    }
}
