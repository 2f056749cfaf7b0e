using Gantry.Control;
using Gantry.Control.Loop;
using Gantry.Engine;
using Gantry.Engine.Bases;
using Gantry.Engine.Images;
using Gantry.Engine.Probes;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Routes;
using Gantry.Rollouts;
using Gantry.Server.Audit;
using Gantry.Server.Edges;
using Gantry.Server.Endpoints;
using Gantry.Server.Start;
using Gantry.Traffic;
using Gantry.Traffic.Effects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Server;

/// <summary>A running control plane: the API, the controllers and the edge that it looks after.</summary>
internal static class Daemon
{
    private const string EdgeName = "local";

    public static async Task RunAsync(Platform platform)
    {
        await using var app = Build(platform);
        var log = app.Services.GetRequiredService<ILoggerFactory>();
        if (NetworkBlock.MakeLocal(platform.Identity.Block) is { } problem)
            log.CreateLogger("gantryd").LogWarning("{Problem}", problem);
        var edge = new EdgeProcess(platform.Paths, platform.Http, log.CreateLogger<EdgeProcess>());
        await EnsureEdgeAsync(platform, edge.Socket);
        using var link = new HttpEdgeLink(edge.Socket);
        using var stop = new CancellationTokenSource();
        var loops = Loops(platform, new SupervisedEdgeLink(link, edge), log, stop.Token);
        var anchors = new Anchors(platform.Store, Environment.GetEnvironmentVariable(Anchors.Variable), platform.Time, log.CreateLogger<Anchors>()).RunAsync(stop.Token);
        Map(app, platform, edge);
        await app.StartAsync();
        File.SetUnixFileMode(platform.Paths.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await app.WaitForShutdownAsync();
        await stop.CancelAsync();
        await loops;
        await anchors;
        if (!platform.Store.Current.List(Kinds.Route).Any()) 
            NetworkBlock.GiveBack(platform.Identity.Block, new BlockClaims(BlockClaims.Folder, platform.Paths.Home));
    }

    private static WebApplication Build(Platform platform)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            o.UseUtcTimestamp = true;
        }).SetMinimumLevel(LogLevel.Warning).AddFilter("Gantry", LogLevel.Information).AddFilter("gantryd", LogLevel.Information);
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, GantryJson.Default));
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.ListenUnixSocket(platform.Paths.Socket);
            o.Limits.MaxRequestBodySize = 64 << 20;
            o.Limits.MinResponseDataRate = null;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        // Left behind by a process that was killed. The store's lock says that there is no other one.
        File.Delete(platform.Paths.Socket);
        return builder.Build();
    }

    private static Task Loops(Platform platform, IEdgeLink link, ILoggerFactory log, CancellationToken cancel)
    {
        var (store, engine, identity, time) = (platform.Store, platform.Engine, platform.Identity, platform.Time);
        var loop = new ControllerLoop(store,
            [
                RolloutsModule.Controller(store, identity, time),
                TrafficModule.Controller(store, link, identity.Id, EdgeName, time),
                .. EngineModule.Controllers(store, engine, new NetworkProber(), identity, time),
            ],
            // Stopping takes as long as processes are given to finish: many must be able to wait at once.
            time, new ControllerLoopOptions { Concurrency = 64 }, log.CreateLogger<ControllerLoop>());
        return loop.RunAsync(cancel);
    }

    private static void Map(WebApplication app, Platform platform, EdgeProcess process)
    {
        var (store, identity, time) = (platform.Store, platform.Identity, platform.Time);
        var urls = new Urls(platform.Http);
        app.Use(Failures.AnswerAsync);
        app.MapPlans(platform, new ImageResolver(platform.Engine, new LocalBaseImages(), Path.Combine(platform.Paths.Home, "cache", "files"), platform.Time), urls);
        app.MapRollouts(store, identity, urls, time);
        app.MapRuns(store, identity, time);
        app.MapReads(store);
        app.MapLogs(store, platform.Engine);
        app.MapStatus(platform);
        app.MapAudit(platform);
        app.MapPost("/v1/stop", async (string? edge, IHostApplicationLifetime lifetime, CancellationToken cancel) =>
        {
            if (edge != "keep") await process.StopAsync(cancel);
            lifetime.StopApplication();
            return Results.NoContent();
        });
    }

    private static async Task EnsureEdgeAsync(Platform platform, string socket)
    {
        var key = ResourceNames.Edge(EdgeName);
        if (platform.Store.Current.Get(key)?.Spec is EdgeSpec known && known.Socket == socket) return;
        await platform.Store.CommitAsync(new Transaction("gantryd", new PutSpec(key, new EdgeSpec { Socket = socket }, "the edge of this machine")), CancellationToken.None);
    }
}
