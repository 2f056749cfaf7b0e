using System.Threading.Channels;
using Gantry.Control;
using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Replicas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints;

/// <summary>What an app's containers write. Without follow sorted by time; with follow as it comes.</summary>
internal static class LogsEndpoint
{
    public static void MapLogs(this IEndpointRouteBuilder app, IResourceStore store, IContainerEngine engine) =>
        app.MapGet("/v1/logs", async (HttpContext http, string environment, string app, string? service, string? replica, bool? follow, int? tail) =>
        {
            var replicas = store.Current.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica)
                .Where(r => r.Key.Scope == environment && r.Spec.App == app && r.Status?.ContainerId is not null
                    && (service is null || r.Spec.Service == service) && (replica is null || r.Key.Name == replica)).ToList();
            Answers.Stream(http.Response);
            await http.Response.StartAsync(http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            var query = new LogQuery(tail, follow ?? false);
            if (query.Follow) await FollowAsync(http, engine, replicas, query);
            else await SortedAsync(http, engine, replicas, query);
        });

    private static async Task SortedAsync(
        HttpContext http, IContainerEngine engine, List<Resource<ReplicaSpec, ReplicaStatus>> replicas, LogQuery query)
    {
        var lines = new List<LogLine>();
        foreach (var replica in replicas)
        {
            await foreach (var line in engine.Containers.LogsAsync(replica.Status!.ContainerId!, query, http.RequestAborted)) lines.Add(Line(replica, line));
        }
        foreach (var line in lines.OrderBy(l => l.At)) await Answers.LineAsync(http.Response, line, GantryJson.Default.LogLine, http.RequestAborted);
    }

    private static async Task FollowAsync(
        HttpContext http, IContainerEngine engine, List<Resource<ReplicaSpec, ReplicaStatus>> replicas, LogQuery query)
    {
        var lines = Channel.CreateBounded<LogLine>(1000);
        var readers = Task.WhenAll(replicas.Select(async replica =>
        {
            await foreach (var line in engine.Containers.LogsAsync(replica.Status!.ContainerId!, query, http.RequestAborted))
                await lines.Writer.WriteAsync(Line(replica, line), http.RequestAborted);
        }));
        _ = readers.ContinueWith(done => lines.Writer.TryComplete(done.Exception?.InnerException), TaskScheduler.Default);
        await foreach (var line in lines.Reader.ReadAllAsync(http.RequestAborted))
            await Answers.LineAsync(http.Response, line, GantryJson.Default.LogLine, http.RequestAborted);
    }

    private static LogLine Line(Resource<ReplicaSpec, ReplicaStatus> replica, ContainerLine line) =>
        new(replica.Key.Name, replica.Spec.Service, line.Error ? "stderr" : "stdout", line.At, line.Text);
}
