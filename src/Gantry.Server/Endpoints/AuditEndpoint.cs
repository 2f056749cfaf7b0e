using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Audit;
using Gantry.Server.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints;

/// <summary>The chain of events: how far it goes, whether it holds, and all of it.</summary>
internal static class AuditEndpoint
{
    public static void MapAudit(this IEndpointRouteBuilder app, Platform platform)
    {
        var store = platform.Store;
        app.MapGet("/v1/audit/head", () => Answers.Json(Heads.Newest(store), GantryJson.Default.AuditHead));
        app.MapGet("/v1/audit/verdict", () =>
        {
            var head = Heads.Newest(store);
            return Answers.Json(new AuditVerdict(head, store.Verify()?.Problem), GantryJson.Default.AuditVerdict);
        });
        app.MapGet("/v1/audit/events", async (HttpContext http) =>
        {
            Answers.Stream(http.Response);
            var until = store.Current.Revision;
            if (until == 0) return;
            await foreach (var e in store.WatchAsync(0, http.RequestAborted))
            {
                await Answers.LineAsync(http.Response, AuditChain.Export(e), GantryJson.Default.AuditEvent, http.RequestAborted, flush: e.Sequence >= until);
                if (e.Sequence >= until) return;
            }
        });
    }
}
