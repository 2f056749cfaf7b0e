using System.Globalization;
using Gantry.Edge.Decisions;
using Gantry.Edge.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Http;

/// <summary>Answers that the edge gives itself: what is wrong, and what to do. They say nothing of what is behind it.</summary>
public static class EdgeAnswer
{
    /// <summary>Names the reason for programs; only on answers of the edge's own.</summary>
    public const string ErrorHeader = "X-Gantry-Error";

    private const int RetryAfterSeconds = 2;

    public static Task RefusedAsync(HttpContext context, Refusal refusal, int retryAfter = RetryAfterSeconds) => refusal switch
    {
        Refusal.Overloaded => GiveAsync(context, Complaint.Overloaded, retryAfter),
        Refusal.Limited => GiveAsync(context, Complaint.Limited, retryAfter),
        Refusal.NoRoute => GiveAsync(context, StatusCodes.Status404NotFound, "no-route",
            $"Nothing is routed at {Printable(context.Request.Host.Value)}{Printable(context.Request.Path.Value)}.",
            "Check the host and path. If they are right, add them under x-gantry.routes of the service in the compose file and run \"gantry up\"; \"gantry ps\" shows what is routed."),
        Refusal.Misdirected => MisdirectedAsync(context),
        Refusal.Unproven => GiveAsync(context, StatusCodes.Status403Forbidden, "client-certificate",
            "Clients have to show a certificate here, and this one showed none.",
            "Connect with the certificate and key that the operator of this address accepts."),
        Refusal.HoldTimeout => GiveAsync(context, StatusCodes.Status503ServiceUnavailable, "hold-timeout",
            "The service is being replaced, and that took longer than requests are held for.",
            "Try again in a moment. \"gantry ps\" shows how far it is."),
        _ => GiveAsync(context, StatusCodes.Status503ServiceUnavailable, "no-ready-replica",
            "No replica of the service is ready.",
            "Try again in a moment. \"gantry ps\" and \"gantry logs\" show what keeps them."),
    };

    /// <summary>To the same over HTTPS. The method and the body stay what they are (RFC 9110, 15.4.9).</summary>
    /// <param name="port">Where HTTPS is.</param>
    public static void Redirect(HttpContext context, int port)
    {
        const int Usual = 443;
        var authority = HostRules<int>.NameOf(context.Request.Host.Value).ToString() + (port == Usual ? "" : string.Create(CultureInfo.InvariantCulture, $":{port}"));
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/')) target = context.Request.GetEncodedPathAndQuery();
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = $"https://{authority}{target}";
        context.Response.ContentLength = 0;
    }

    /// <summary>To an authority (RFC 8555, 8.3).</summary>
    public static Task ChallengeAsync(HttpContext context, string answer)
    {
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = answer.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(answer, context.RequestAborted);
    }

    public static Task NoAnswerAsync(HttpContext context) => GiveAsync(context, Complaint.NoAnswer);

    public static Task NoTunnelAsync(HttpContext context) => GiveAsync(context, StatusCodes.Status501NotImplemented, "connect",
        "CONNECT is not passed on.",
        "Send the request itself. A WebSocket is opened by an upgrade of HTTP/1.1.");

    public static Task TimeoutAsync(HttpContext context) => GiveAsync(context, Complaint.Timeout);

    public static Task CutAsync(HttpContext context) => GiveAsync(context, Complaint.Cut);

    /// <summary>The client may ask again on another connection, and only there (RFC 9110, 15.5.20).</summary>
    private static Task MisdirectedAsync(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        return GiveAsync(context, StatusCodes.Status421MisdirectedRequest, "misdirected",
            "The host asks its clients for certificates, and this connection was not opened for it, or the certificate that was shown counts no more.",
            "Open a connection for this host alone, and show a certificate that its operator accepts.");
    }

    public static Task BadRequestAsync(HttpContext context, int status, string reason)
    {
        if (!context.Response.HasStarted && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        return GiveAsync(context, status, "bad-request", reason, "Correct the client: what is ambiguous is refused, not guessed.");
    }

    private static Task GiveAsync(HttpContext context, int status, string code, string message, string help) =>
        GiveAsync(context, new Complaint(status, code, message, help));

    private static async Task GiveAsync(HttpContext context, Complaint complaint, int retryAfter = RetryAfterSeconds)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return;
        }
        response.StatusCode = complaint.Status;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers[ErrorHeader] = complaint.Code;
        if (complaint.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests) response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
        var text = complaint.Text;
        response.ContentLength = text.Length;
        await response.BodyWriter.WriteAsync(text);
    }

    private static string Printable(string? text) =>
        string.Concat((text ?? "").Take(200).Select(c => char.IsControl(c) ? '?' : c));
}
