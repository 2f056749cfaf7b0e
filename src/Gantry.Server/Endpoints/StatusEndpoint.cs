using Gantry.Control;
using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Edges;
using Gantry.Resources.Platforms;
using Gantry.Resources.Replicas;
using Gantry.Server.Evidence;
using Gantry.Server.Policies;
using Gantry.Server.Registries;
using Gantry.Server.Start;
using Gantry.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints;

/// <summary>How the platform itself is.</summary>
internal static class StatusEndpoint
{
    public static void MapStatus(this IEndpointRouteBuilder app, Platform platform, RegistryHost registry, Admissions admissions)
    {
        app.MapGet("/v1/status", async (CancellationToken cancel) => Answers.Json(new PlatformStatus
        {
            Version = BuildIdentity.Version,
            Platform = platform.Identity.Id,
            Home = platform.Paths.Home,
            ProcessId = Environment.ProcessId,
            StartedAt = platform.StartedAt,
            Http = platform.Http,
            Https = platform.Https,
            Registry = registry.Status.Well ? platform.Registry.Address : null,
            Images = registry.Status,
            Metrics = platform.Edge.MetricsUrl,
            Revision = platform.Store.Current.Revision,
            Engine = await EngineAsync(platform.Engine, cancel),
            Edge = Edge(platform.Store.Current),
            Store = new PartStatus(true, StoreText(platform.Store)),
            Leader = platform.Store.Leadership.Other,
            Fence = platform.Store.Leadership.Holds ? platform.Store.Leadership.Fence : 0,
            Apps = platform.Store.Current.List<AppSpec, AppStatus>(Kinds.App).Count(a => a.Status?.Live is not null),
        }, GantryJson.Default.PlatformStatus));
        app.MapGet("/v1/doctor", async (CancellationToken cancel) =>
            Answers.Json(await DoctorAsync(platform, registry.Status, admissions, cancel), GantryJson.Default.IReadOnlyListCheckup));
    }

    private static string StoreText(IPlatformStore store) =>
        $"{store.Description}, revision {store.Current.Revision}{(store.Leadership.Other is { } other ? $", follows {other}" : "")}";

    private static async Task<IReadOnlyList<Checkup>> DoctorAsync(Platform platform, PartStatus registry, Admissions admissions, CancellationToken cancel)
    {
        var engine = await EngineAsync(platform.Engine, cancel);
        var edge = Edge(platform.Store.Current);
        var network = NetworkBlock.MakeLocal(platform.Identity.Block);
        var disk = new DriveInfo(platform.Paths.Home);
        var roomy = disk.AvailableFreeSpace > 1L << 30;
        var troubled = platform.Store.Current.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica)
            .Where(r => r.Status is { Problem: not null, Phase: not ReplicaPhase.Ready }).ToList();
        return
        [
            new Checkup("engine", engine.Well, engine.Text, engine.Help),
            new Checkup("edge", edge.Well, edge.Text, edge.Help),
            new Checkup("registry", registry.Well, registry.Text, registry.Help),
            .. Problems(platform.Store.Current).Select(p => new Checkup(p.Place, false, p.Message, p.Help)),
            .. ObtainedCertificates.Checkups(platform.Store.Current, platform.Time.GetUtcNow()),
            .. AdvisorySourceEndpoints.Checkups(platform.Store.Current, platform.Time.GetUtcNow()),
            .. RunningApps.Checkups(platform.Store.Current, admissions, platform.Time.GetUtcNow()),
            new Checkup("network", network is null, network?.Message ?? $"{NetworkBlock.Range(platform.Identity.Block)} is local", network?.Help ?? ""),
            new Checkup("disk", roomy, $"{disk.AvailableFreeSpace >> 20} MiB free for {platform.Paths.Home}",
                roomy ? "" : "Make room: `docker system df` shows what images and logs take."),
            .. troubled.Select(r => new Checkup(r.Key.Name, false, r.Status!.Problem!.Message, r.Status.Problem.Help)),
        ];
    }

    private static async Task<PartStatus> EngineAsync(IContainerEngine engine, CancellationToken cancel)
    {
        try
        {
            return new PartStatus(true, (await engine.InfoAsync(cancel)).ToString());
        }
        catch (EngineUnavailableException e)
        {
            return new PartStatus(false, e.Problem.Message, e.Problem.Help);
        }
    }

    private static PartStatus Edge(World world)
    {
        var status = world.List<EdgeSpec, EdgeStatus>(Kinds.Edge).Select(e => e.Status).FirstOrDefault();
        if (status is not { Connected: true })
            return new PartStatus(false, "It does not answer; it is being started again.", "Read its log with `gantry doctor` in a moment, or see log/edge.log in the platform's home.");
        if (status.Refusal is { } why)
            return new PartStatus(false, $"It serves revision {status.Report.Revision} and takes no newer one. {why}", "See log/edge.log in the platform's home.");
        if (status.Report.ListenFailures.FirstOrDefault() is { } failure)
            return new PartStatus(false, $"It cannot listen on {failure.Address}:{failure.Port}: {failure.Reason}", $"See who has it with `ss -ltnp 'sport = :{failure.Port}'`.");
        var problems = Problems(world).Count() + ObtainedCertificates.Problems(world).Count();
        return problems == 0 ? new PartStatus(true, $"serves revision {status.Report.Revision}{Finishing(status.Report.Finishing)}")
            : new PartStatus(false, $"serves revision {status.Report.Revision}; {problems} {(problems == 1 ? "thing is" : "things are")} wrong with it", "See `gantry doctor`.");
    }

    private static string Finishing(int processes) => processes switch
    {
        0 => "",
        1 => "; the process before it ends what it has begun",
        _ => $"; {processes} processes before it end what they have begun",
    };

    private static IEnumerable<Problem> Problems(World world) =>
        world.List<EdgeSpec, EdgeStatus>(Kinds.Edge).SelectMany(e => e.Status is { Connected: true } status ? status.Report.Problems ?? [] : []);
}
