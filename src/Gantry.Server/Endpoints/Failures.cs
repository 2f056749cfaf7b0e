using Gantry.Control;
using Gantry.Engine;
using Gantry.Resources;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Endpoints;

/// <summary>What broke outside becomes a problem like any other.</summary>
internal static class Failures
{
    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception e) when (!http.Response.HasStarted && Of(e) is { } problem)
        {
            await Answers.Problems([problem]).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
    }

    private static Problem? Of(Exception e) => e switch
    {
        EngineUnavailableException engine => engine.Problem,
        StoreUnavailableException store => new Problem("store", "store.unavailable", store.Message,
            "Make room on the disk of the platform's home; what runs keeps running meanwhile, and nothing acknowledged is lost."),
        BadHttpRequestException bad => new Problem("request", "request.unreadable", "The request could not be read: " + bad.Message,
            "Use a command line of the same version as the platform."),
        _ => null,
    };
}
