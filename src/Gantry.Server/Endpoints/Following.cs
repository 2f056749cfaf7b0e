using Gantry.Control;
using Gantry.Resources;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Endpoints;

/// <summary>What a control plane that follows answers: reads it serves itself, whoever wants a change is sent to the leader.</summary>
internal static class Following
{
    /// <summary>A change of leaders takes no longer when all is well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Func<HttpContext, RequestDelegate, Task> Answer(ILeadership leadership, TimeProvider time) => async (http, next) =>
    {
        // Stopping concerns this process alone, and so does its registry.
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || http.Request.Path == "/v1/stop" || http.Request.Path.StartsWithSegments("/v1/registry");
        if (!reads)
        {
            for (var since = time.GetTimestamp(); !leadership.Holds && leadership.Other is null && time.GetElapsedTime(since) < Patience;)
                await Task.Delay(Pause, time, http.RequestAborted);
            if (!leadership.Holds)
            {
                await Answers.Problems([Problem(leadership)]).ExecuteAsync(http);
                return;
            }
        }
        await next(http);
    };

    public static Problem Problem(ILeadership leadership) => leadership.Other is { } other
        ? new Problem("gantryd", "platform.follows", $"This control plane follows and changes nothing. The one that leads is {other}.", "Run the command there, with that GANTRY_HOME.")
        : new Problem("gantryd", "platform.no-leader", "No control plane of this platform leads at the moment.", "Run the command again: one takes over within seconds, once it reaches the store.");
}
