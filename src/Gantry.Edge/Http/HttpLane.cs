using Gantry.Edge.Control;
using Gantry.Edge.Decisions;
using Gantry.Edge.Guards;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen;
using Gantry.Edge.Seen.Log;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge.Http;

/// <summary>What the HTTP server calls for each request of a client.</summary>
internal sealed class HttpLane(Forwarder forwarder, TrafficSwitch traffic, InflightFile inflight, TimeProvider time, ILogger log, AccessLog? access = null) : IHttpApplication<DefaultHttpContext>
{
    private volatile bool finishing;

    /// <summary>From here on every connection ends with the answer to its next request.</summary>
    public void Finish() => finishing = true;

    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        inflight.RequestBegins();
        contextFeatures.Get<GeneralGuest>()?.Begin();
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container) return new DefaultHttpContext(contextFeatures);
        container.HostContext ??= new DefaultHttpContext();
        container.HostContext.Initialize(contextFeatures);
        return container.HostContext;
    }

    public async Task ProcessRequestAsync(DefaultHttpContext context)
    {
        var sighting = new Sighting(time);
        context.Features.Set(sighting);
        await AnswerAsync(context);
        // Of a client that has gone before there was an answer, the status says what the answer would have been.
        var isGone = !context.Response.HasStarted && context.RequestAborted.IsCancellationRequested;
        var status = isGone ? 0 : context.Response.StatusCode;
        if (access?.Take() is { } note)
        {
            sighting.Note(note, context, status);
            access.Push(note);
        }
        sighting.End(status, traffic.Unrouted);
    }

    private async Task AnswerAsync(DefaultHttpContext context)
    {
        if (finishing) SayGoodbye(context);
        try
        {
            if (Fault(context) is { } fault)
            {
                await EdgeAnswer.BadRequestAsync(context, StatusCodes.Status400BadRequest, fault);
                return;
            }
            if (HttpMethods.IsConnect(context.Request.Method))
            {
                await EdgeAnswer.NoTunnelAsync(context);
                return;
            }
            await SlowBodies.ArriveAsync(context);
            await forwarder.RunAsync(context, context.Features.GetRequiredFeature<Arrival>());
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went while it waited.
        }
        catch (BadHttpRequestException bad)
        {
            await EdgeAnswer.BadRequestAsync(context, bad.StatusCode, bad.Message);
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
        context.Features.Get<GeneralGuest>()?.End();
        context.Uninitialize();
        inflight.RequestEnds();
    }

    /// <summary>Over HTTP/2 the server says which streams it has seen, so the client knows what it can send again elsewhere (RFC 9113, 6.8).</summary>
    private static void SayGoodbye(HttpContext context)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol)) context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        else context.Response.Headers.Connection = "close";
    }

    /// <summary>What is wrong with the head, beyond what the server refuses by itself; null if nothing.</summary>
    private static string? Fault(HttpContext context)
    {
        var request = context.Request;
        // Which of the two counts is where proxies differ (RFC 9112, 6.1). The server has already decided for Transfer-Encoding when
        // it gets here, and renamed the other.
        if (request.Headers.TransferEncoding.Count > 0 && request.Headers.ContainsKey("X-Content-Length"))
            return "The request has both Content-Length and Transfer-Encoding.";
        if (!Strictness.IsTarget(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)) return "The target of the request has a byte that is not allowed there.";
        foreach (var (name, values) in request.Headers)
        {
            if (!Strictness.IsToken(name)) return "The name of a field has a byte that is not allowed there.";
            foreach (var value in values)
            {
                if (!Strictness.IsValue(value)) return "The value of a field has a control character.";
            }
        }
        return request.Headers.Host is [{ } host] && !Strictness.IsHost(host) ? "The host is empty, or has a byte that is not allowed there." : null;
    }
}
