using System.Text.Json;
using Gantry.Edge.Control.Reading;
using System.Text.Json.Serialization.Metadata;
using Gantry.Edge.Seen;
using Gantry.Edge.Takeover;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Control;

/// <summary>The edge's API for the control plane, on a Unix socket of its own.</summary>
public sealed class ControlApi(SnapshotIntake intake, ReportFeed reports, Func<EdgeStats> stats, MetricsPage metrics, Action stop, CancellationToken stopping) : IHttpApplication<HttpContext>
{
    private readonly KnownRoutes known = new();

    public Tenure Tenure { get; } = new();

    /// <summary>Passes this edge on to the one that asks; an error if it cannot be.</summary>
    internal Func<Claim, Task<Problem?>> Give { get; init; } = _ => Task.FromResult<Problem?>(null);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        if (await Tenure.AdmitsAsync(context)) await AnswerAsync(context);
        else await ReplacedAsync(context);
    }

    private Task AnswerAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("PUT", "/snapshot") => SnapshotAsync(context, known.Snapshot, intake.Take),
        ("PATCH", "/snapshot") => SnapshotAsync(context, known.Change, intake.Take),
        ("GET", "/report") => JsonAsync(context, 200, reports.Now(), GantryJson.Default.EdgeReport),
        ("GET", "/reports") => StreamAsync(context),
        ("GET", "/stats") => JsonAsync(context, 200, stats(), GantryJson.Default.EdgeStats),
        ("GET", MetricsPage.Path) => metrics.ShowAsync(context),
        ("POST", "/takeover") => TakeoverAsync(context),
        ("POST", "/stop") => StopAsync(context),
        _ => ProblemAsync(context, 404, "Not found", [new Problem(context.Request.Path.Value ?? "/", "edge.not-found",
            "The edge has no such operation.", "There are PUT and PATCH /snapshot, GET /report, GET /reports, GET /stats, GET /metrics, POST /takeover and POST /stop.")]),
    };

    private async Task SnapshotAsync<T>(HttpContext context, Func<ReadOnlyMemory<byte>, T> read, Taking<T> take) where T : class
    {
        T? offered;
        try
        {
            offered = read(await BodyAsync(context));
        }
        catch (JsonException error)
        {
            offered = null;
            await UnreadableAsync(context, error.Message);
        }
        if (offered is null) return;
        var result = take(offered, out var problems);
        await (result switch
        {
            Intake.Applied => JsonAsync(context, 200, reports.Now(), GantryJson.Default.EdgeReport),
            Intake.Outdated => ProblemAsync(context, 409, "The snapshot does not follow the one being served", problems),
            Intake.Unusable => ProblemAsync(context, 422, "The snapshot cannot be applied", problems),
            _ => ProblemAsync(context, 507, "The snapshot could not be stored", problems),
        });
    }

    private delegate Intake Taking<in T>(T offered, out IReadOnlyList<Problem> problems);

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream((int)Math.Clamp(context.Request.ContentLength ?? 0, 0, Servers.LargestSnapshot));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static Task UnreadableAsync(HttpContext context, string why) =>
        ProblemAsync(context, 422, "The snapshot cannot be read", [new Problem("snapshot", "snapshot.unreadable",
            $"The body is not the JSON of a snapshot. {why}", "Use a control plane and an edge of the same version.")]);

    private async Task StreamAsync(HttpContext context)
    {
        // The heir hears to the end what is still open; everybody else asks whoever is in charge.
        using var either = Tenure.IsOver
            ? CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Tenure.Silence)
            : CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping, Tenure.Succeeded);
        context.Response.ContentType = "application/x-ndjson";
        try
        {
            while (true)
            {
                var changed = reports.Changed.Next;
                await context.Response.BodyWriter.WriteAsync(reports.Line, either.Token);
                await context.Response.BodyWriter.WriteAsync("\n"u8.ToArray(), either.Token);
                await changed.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader went, or the edge stops.
        }
    }

    private async Task TakeoverAsync(HttpContext context)
    {
        var claim = await JsonSerializer.DeserializeAsync(context.Request.Body, TakeoverJson.Default.Claim, context.RequestAborted);
        if (await Give(claim!) is { } problem) await ProblemAsync(context, 409, "The edge was not passed on", [problem]);
        else context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task ReplacedAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        return ProblemAsync(context, 503, "Another process is in charge", [new Problem("edge", "edge.replaced",
            "This edge has been replaced and ends what it has begun.", "Nothing to do: ask again, and the one that is in charge answers.")]);
    }

    private async Task StopAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.CompleteAsync();
        stop();
    }

    private static Task ProblemAsync(HttpContext context, int status, string title, IReadOnlyList<Problem> problems) =>
        JsonAsync(context, status, new ProblemDetails { Title = title, Status = status, Problems = problems }, GantryJson.Default.ProblemDetails);

    private static async Task JsonAsync<T>(HttpContext context, int status, T body, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status >= 400 ? "application/problem+json" : "application/json";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
