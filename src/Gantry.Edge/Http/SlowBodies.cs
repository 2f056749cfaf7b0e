using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gantry.Edge.Http;

/// <summary>What is done about bodies that come slowly, beyond what the server does.</summary>
internal static class SlowBodies
{
    /// <summary>As much as the fast lane waits for.</summary>
    private const int Small = 16 * 1024;

    /// <summary>
    /// Waits for a small body to be there, so that no replica holds a connection for it while it comes. The server ends it if it comes
    /// too slowly. Nothing of it is taken.
    /// </summary>
    /// <exception cref="BadHttpRequestException">Too slow, or cut off.</exception>
    public static async ValueTask ArriveAsync(HttpContext context)
    {
        var request = context.Request;
        // A stream of calls may be silent for as long as it likes.
        if (RequestMessage.IsGrpc(request) && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        if (request.ContentLength is not (> 0 and <= Small) || request.Headers.Expect.Count > 0) return;
        var read = await request.BodyReader.ReadAtLeastAsync((int)request.ContentLength, context.RequestAborted);
        request.BodyReader.AdvanceTo(read.Buffer.Start);
    }
}
