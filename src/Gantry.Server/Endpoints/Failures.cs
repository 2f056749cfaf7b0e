using Gantry.Control;
using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Registries;
using Gantry.Trust.Signatures;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Endpoints;

/// <summary>What broke outside becomes a problem like any other.</summary>
internal static class Failures
{
    public static Func<HttpContext, RequestDelegate, Task> Answer(ILeadership leadership) => async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (Exception e) when (!http.Response.HasStarted && Of(e, leadership) is { } problem)
        {
            await Answers.Problems([problem]).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
    };

    /// <summary>What to say of it; null where it is a fault of ours.</summary>
    public static Problem? Of(Exception e, ILeadership leadership) => e switch
    {
        EngineUnavailableException engine => engine.Problem,
        RegistryException registry => registry.Problem,
        SigningKeyException key => key.Problem,
        NotLeadingException => Following.Problem(leadership),
        StoreUnavailableException store => new Problem("store", "store.unavailable", store.Message,
            "What runs keeps running meanwhile, nothing acknowledged is lost, and work goes on by itself once that is mended."),
        CompactedException compacted => new Problem("events", "events.compacted", compacted.Message,
            "List what there is now and watch from its newest event on. What was cut off is in the platform's archives: gantry audit verify names them."),
        BadHttpRequestException bad => new Problem("request", "request.unreadable", "The request could not be read: " + bad.Message,
            "Use a command line of the same version as the platform."),
        _ => null,
    };
}
