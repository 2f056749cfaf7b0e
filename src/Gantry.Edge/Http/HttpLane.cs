using Gantry.Edge.Control;
using Gantry.Edge.Listening;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge.Http;

/// <summary>What the HTTP server calls for each request of a client.</summary>
public sealed class HttpLane(Forwarder forwarder, InflightFile inflight, ILogger log) : IHttpApplication<DefaultHttpContext>
{
    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        inflight.RequestBegins();
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container) return new DefaultHttpContext(contextFeatures);
        container.HostContext ??= new DefaultHttpContext();
        container.HostContext.Initialize(contextFeatures);
        return container.HostContext;
    }

    public async Task ProcessRequestAsync(DefaultHttpContext context)
    {
        try
        {
            if (IsAmbiguous(context.Request))
            {
                await EdgeAnswer.BadRequestAsync(context, StatusCodes.Status400BadRequest, "The request has both Content-Length and Transfer-Encoding.");
                return;
            }
            if (HttpMethods.IsConnect(context.Request.Method))
            {
                await EdgeAnswer.NoTunnelAsync(context);
                return;
            }
            await forwarder.RunAsync(context, context.Features.GetRequiredFeature<Arrival>());
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went while it waited.
        }
        catch (BadHttpRequestException fault)
        {
            await EdgeAnswer.BadRequestAsync(context, fault.StatusCode, fault.Message);
        }
        catch (Exception error)
        {
            EdgeLog.RequestFailed(log, error, context.Request.Method);
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            context.Abort();
        }
    }

    public void DisposeContext(DefaultHttpContext context, Exception? exception)
    {
        context.Uninitialize();
        inflight.RequestEnds();
    }

    /// <summary>
    /// Which of the two counts is where proxies differ, so it is refused (RFC 9112, 6.1). The server has already decided for
    /// Transfer-Encoding when it gets here, and renamed the other.
    /// </summary>
    private static bool IsAmbiguous(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0 && request.Headers.ContainsKey("X-Content-Length");
}
