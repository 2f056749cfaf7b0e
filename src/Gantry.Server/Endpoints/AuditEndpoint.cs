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
            return Answers.Json(new AuditVerdict(head, store.Verify()?.Problem) { Base = store.Base.Sequence > 0 ? store.Base : null }, GantryJson.Default.AuditVerdict);
        });
        app.MapGet("/v1/audit/events", async (HttpContext http) =>
        {
            Answers.Stream(http.Response);
            var until = store.Current.Revision;
            if (until == 0) return;
            var from = store.Base;
            if (from.Sequence > 0) await Answers.LineAsync(http.Response, AuditEvent.Base(from), GantryJson.Default.AuditEvent, http.RequestAborted, flush: false);
            await foreach (var e in store.WatchAsync(from.Sequence, http.RequestAborted))
            {
                await Answers.LineAsync(http.Response, AuditChain.Export(e), GantryJson.Default.AuditEvent, http.RequestAborted, flush: e.Sequence >= until);
                if (e.Sequence >= until) return;
            }
        });
    }
}
