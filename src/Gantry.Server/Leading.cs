using Gantry.Certificates;
using Gantry.Control;
using Gantry.Control.Loop;
using Gantry.Engine;
using Gantry.Engine.Probes;
using Gantry.Rollouts;
using Gantry.Server.Audit;
using Gantry.Server.Edges;
using Gantry.Server.Evidence;
using Gantry.Server.Registries;
using Gantry.Server.Start;
using Gantry.Traffic;
using Gantry.Traffic.Effects;
using Gantry.Trust.Advisories;
using Microsoft.Extensions.Logging;

namespace Gantry.Server;

/// <summary>Acts for the platform as long as this process leads it: the controllers, and the edge that it looks after.</summary>
internal sealed partial class Leading(Platform platform, ImageEvidence evidence, ILoggerFactory log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ILogger _log = log.CreateLogger("gantryd");
    private EdgeProcess? _edge;

    /// <summary>The edge, while this process is the one to look after it.</summary>
    public EdgeProcess? Edge => platform.Store.Leadership.Holds ? Volatile.Read(ref _edge) : null;

    /// <summary>Until stopped. When it returns, nothing acts any more and another may lead.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var ended = await platform.Store.Leadership.LeadAsync(stop);
                using var term = CancellationTokenSource.CreateLinkedTokenSource(stop, ended);
                Leads(platform.Store.Leadership.Fence);
                await TermAsync(term.Token);
                stop.ThrowIfCancellationRequested();
                Follows(platform.Store.Leadership.Other ?? "nobody yet");
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await platform.Store.Leadership.ResignAsync();
        }
    }

    private async Task TermAsync(CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await ActAsync(ended);
                return;
            }
            catch (StoreUnavailableException away)
            {
                Unavailable(away.Message);
                await Task.Delay(Pause, platform.Time, ended).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ActAsync(CancellationToken ended)
    {
        if (NetworkBlock.MakeLocal(platform.Identity.Block) is { } problem) Said(problem.ToString());
        var (store, engine, identity, time) = (platform.Store, platform.Engine, platform.Identity, platform.Time);
        var place = await EdgePlace.EnsureAsync(store, platform.Paths, ended);
        var edge = new EdgeProcess(place, platform.Http, platform.Https, platform.Edge, log.CreateLogger<EdgeProcess>());
        Volatile.Write(ref _edge, edge);
        using var http = OutsideHttp.Client();
        using var link = new HttpEdgeLink(edge.Socket);
        var loop = new ControllerLoop(store,
            [
                RolloutsModule.Controller(store, identity, time),
                TrafficModule.Controller(store, new SupervisedEdgeLink(link, edge), identity.Id, EdgePlace.Name, time, store.Leadership),
                CertificatesModule.Controller(store, platform.Certificates, place, time),
                new AdvisorySourceController(store, new AdvisoryFetch(http, platform.Paths.Advisories, time), time),
                new EvidenceController(store, evidence, time, log.CreateLogger<EvidenceController>()),
                .. EngineModule.Controllers(store, engine, new NetworkProber(), identity, time),
            ],
            // Stopping takes as long as processes are given to finish: many must be able to wait at once.
            time, new ControllerLoopOptions { Concurrency = 64 }, log.CreateLogger<ControllerLoop>());
        var keeping = new Keeping(store, platform.Paths.Archives, platform.AuditKeep, time, log.CreateLogger<Keeping>());
        await Task.WhenAll(loop.RunAsync(ended), keeping.RunAsync(ended));
    }

    [LoggerMessage(1, LogLevel.Information, "this process leads, fence {Fence}")]
    private partial void Leads(long fence);

    [LoggerMessage(2, LogLevel.Warning, "this process no longer leads and acts no more; leading: {Other}")]
    private partial void Follows(string other);

    [LoggerMessage(3, LogLevel.Warning, "{Why}")]
    private partial void Unavailable(string why);

    [LoggerMessage(4, LogLevel.Warning, "{Problem}")]
    private partial void Said(string problem);
}
