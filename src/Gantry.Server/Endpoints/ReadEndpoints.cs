using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints;

/// <summary>Reading: resources, the stream of events, and the events of the past.</summary>
internal static class ReadEndpoints
{
    public static void MapReads(this IEndpointRouteBuilder app, IResourceStore store)
    {
        app.MapGet("/v1/resources", (string? kind, string? environment, string? app) =>
        {
            if (kind is not null && !Kinds.All.Contains(kind))
            {
                return Answers.Problems([new Problem($"kind {kind}", "kind.not-found", $"There is no kind {kind}.",
                    $"Name one of {string.Join(", ", Kinds.All)}.")]);
            }
            var found = (kind is null ? store.Current.All() : store.Current.List(kind)).Where(r => Views.Concerns(r.Key, environment, app));
            return Answers.Json<IReadOnlyList<ResourceView>>([.. found.Select(Views.Of)], GantryJson.Default.IReadOnlyListResourceView);
        });
        app.MapGet("/v1/watch", (HttpContext http, long? after, string? environment, string? app) =>
            WatchAsync(http, store, after ?? store.Current.Revision, environment, app));
        app.MapGet("/v1/events", async (HttpContext http, string? environment, string? app, int? limit) =>
        {
            var last = new Queue<WatchLine>();
            var until = store.Current.Revision;
            if (until > 0)
            {
                await foreach (var e in store.WatchAsync(store.Base.Sequence, http.RequestAborted))
                {
                    if (Views.Concerns(e.Key, environment, app)) last.Enqueue(Views.Of(e, null));
                    if (last.Count > (limit ?? 100)) last.Dequeue();
                    if (e.Sequence >= until) break;
                }
            }
            return Answers.Json<IReadOnlyList<WatchLine>>([.. last.Reverse()], GantryJson.Default.IReadOnlyListWatchLine);
        });
    }

    private static async Task WatchAsync(HttpContext http, IResourceStore store, long after, string? environment, string? app)
    {
        // Said before the stream begins; afterwards there would be no status to say it with.
        if (after < store.Base.Sequence) throw new CompactedException(store.Base.Sequence);
        Answers.Stream(http.Response);
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await foreach (var e in store.WatchAsync(after, http.RequestAborted))
        {
            if (Views.Concerns(e.Key, environment, app))
                await Answers.LineAsync(http.Response, Views.Of(e, store.Current.Get(e.Key)), GantryJson.Default.WatchLine, http.RequestAborted);
        }
    }
}
