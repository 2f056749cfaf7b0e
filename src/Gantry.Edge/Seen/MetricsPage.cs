using System.Net;
using System.Text;
using Gantry.Resources.Edges;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Seen;

/// <summary>Shows the counters to whoever collects them. Nothing can be changed here.</summary>
public sealed class MetricsPage(Func<EdgeStats> stats) : IHttpApplication<HttpContext>
{
    public const string Path = "/metrics";

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context)
    {
        // A page of a browser that was led to a name of this address may not read it: collectors ask for an address, or for localhost.
        if (!IsOwnName(context.Request.Host.Host)) return SayAsync(context, 421, MetricsText.Plain, "This is for who asks for the address, or for localhost.\n");
        if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Path != Path) return SayAsync(context, 404, MetricsText.Plain, $"There is only GET {Path}.\n");
        return ShowAsync(context);
    }

    internal Task ShowAsync(HttpContext context)
    {
        var isOpen = context.Request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
        return SayAsync(context, 200, isOpen ? MetricsText.OpenMetrics : MetricsText.Plain, MetricsText.Of(stats(), isOpen));
    }

    private static bool IsOwnName(string host) =>
        IPAddress.TryParse(host, out _) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static async Task SayAsync(HttpContext context, int status, string type, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (status, type, bytes.Length);
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
