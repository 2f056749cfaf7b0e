using Gantry.Control.Loop;
using Gantry.Engine.Bases;
using Gantry.Engine.Images;
using Gantry.Resources;
using Gantry.Server.Audit;
using Gantry.Server.Backups;
using Gantry.Server.Endpoints;
using Gantry.Server.Endpoints.Images;
using Gantry.Server.Evidence;
using Gantry.Server.Policies;
using Gantry.Server.Registries;
using Gantry.Server.Signing;
using Gantry.Server.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Server;

/// <summary>A running control plane: the API, and the part that acts while it leads.</summary>
internal static class Daemon
{
    public static async Task RunAsync(Platform platform)
    {
        await using var app = Build(platform);
        var log = app.Services.GetRequiredService<ILoggerFactory>();
        using var stop = new CancellationTokenSource();
        var registry = await RegistryHost.StartAsync(platform, log);
        var anchors = new Anchors(platform.Store, Environment.GetEnvironmentVariable(Anchors.Variable), platform.Time, log.CreateLogger<Anchors>()).RunAsync(stop.Token);
        var heap = new IdleHeap(platform.Store, platform.Time).RunAsync(stop.Token);
        using var signatures = new ImageSignatures(platform);
        var evidence = new ImageEvidence(platform, registry, signatures, log);
        var leading = new Leading(platform, evidence, log);
        Map(app, platform, leading, registry, evidence);
        app.MapTrustKeys(platform, signatures);
        app.MapSignatures(platform, signatures);
        using var registries = OutsideHttp.Client();
        app.MapRegistryLogins(platform, registries);
        app.MapUpstreams(platform, registry);
        app.MapAdvisorySources(platform);
        await app.StartAsync();
        File.SetUnixFileMode(platform.Paths.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var acting = leading.RunAsync(stop.Token);
        await app.WaitForShutdownAsync();
        var led = platform.Store.Leadership.Holds;
        await stop.CancelAsync();
        await acting;
        await registry.DisposeAsync();
        await anchors;
        await heap;
        if (led && !platform.Store.Current.List(Kinds.Route).Any())
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

    private static void Map(WebApplication app, Platform platform, Leading leading, RegistryHost registry, ImageEvidence evidence)
    {
        var (store, identity, time) = (platform.Store, platform.Identity, platform.Time);
        var urls = new Urls(platform.Http, platform.Https);
        var findings = new KeptFindings(evidence.Folder);
        var admissions = new Admissions(findings.Known);
        app.Use(Failures.Answer(store.Leadership));
        app.Use(Following.Answer(store.Leadership, time));
        app.MapPlans(platform, new PlannedImages(new ImageResolver(platform.Engine, new LocalBaseImages(), Path.Combine(platform.Paths.Home, "cache", "files"), platform.Time), evidence), admissions, urls);
        app.MapRollouts(store, identity, admissions, urls, time);
        app.MapPolicies(store, admissions, new Admissions(findings.Fresh), time);
        app.MapRuns(store, identity, time);
        app.MapReads(store);
        app.MapLogs(store, platform.Engine);
        app.MapImages(platform.Engine);
        app.MapVulnerabilities(platform, evidence);
        app.MapStatus(platform, registry, admissions);
        app.MapTraffic(platform);
        app.MapAudit(platform);
        app.MapRegistryCare(registry);
        app.MapBackup(platform);
        app.MapPost("/v1/edge/replace", async (CancellationToken cancel) =>
        {
            if (leading.Edge is not { } process) return Answers.Problems([Following.Problem(store.Leadership)]);
            var (done, problem) = await process.ReplaceAsync(cancel);
            return done is null ? Answers.Problems([problem!]) : Answers.Json(done, GantryJson.Default.EdgeReplaced);
        });
        app.MapPost("/v1/stop", async (string? edge, IHostApplicationLifetime lifetime, CancellationToken cancel) =>
        {
            // Whoever follows leaves the edge to whoever leads.
            if (edge != "keep" && leading.Edge is { } process) await process.StopAsync(cancel);
            lifetime.StopApplication();
            return Results.NoContent();
        });
    }
}
