using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Releases;

/// <summary>What compose cannot say: x-gantry of the file and of a service, or gantry.yaml.</summary>
internal static class GantryKeys
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private static readonly IReadOnlyDictionary<string, Strategy> Strategies = new SortedDictionary<string, Strategy>(StringComparer.Ordinal)
    {
        ["auto"] = Strategy.Auto, ["blue-green"] = Strategy.BlueGreen, ["recreate"] = Strategy.Recreate, ["rolling"] = Strategy.Rolling,
    };

    public static readonly Section<ProjectDraft> Project = new Section<ProjectDraft>("x-gantry", "x-gantry")
        .Takes("keepWarm", "How long the previous release stays warm after a switch, so that a rollback is instant; 10 min without it.", ReadKeepWarm)
        .Takes("owner", "The team or person that answers for the app.", ReadOwner)
        .Takes("services", "The x-gantry of services, by their names; for gantry.yaml.", ReadServices);

    public static readonly Section<ServiceDraft> Service = new Section<ServiceDraft>("a service's x-gantry", "services.<name>.x-gantry")
        .Takes("route", "One route, as in 'routes'.", Once(RouteKeys.ReadOne))
        .Takes("routes", "Requests by host and path that the edge sends to the service.", Once(RouteKeys.ReadList))
        .Takes("strategy", "blue-green, rolling, recreate or auto (the default): recreate for a service that owns a volume, else blue-green.",
            Once((d, v) => { if (v.Choice(Strategies) is { } strategy) Set(d, p => p with { Strategy = strategy }); }))
        .Takes("probe", "How readiness is seen, instead of by health check and ports.", Once(ProbeKeys.Read))
        .Takes("readyWithin", "A replica that is not ready by then fails the rollout; 2 min without it.", Time((p, t) => p with { ReadyWithin = t }, least: 1))
        .Takes("drain", "How long open requests of an outgoing replica may go on; 30 s without it.", Time((p, t) => p with { DrainTimeout = t }))
        .Takes("hold", "How long requests wait while a service is recreated; 30 s without it.", Time((p, t) => p with { HoldTimeout = t }))
        .Takes("traffic", "How requests are shared among replicas, and what is done when they fail.", Once(TrafficKeys.Read))
        .Takes("allow", "Exceptions from what is refused for safety, each with its reason. Plans show them in red.", Once(AllowKeys.Read))
        .Takes("shareVolumes", "True: several replicas and releases may write to the service's volumes at once.",
            Once((d, v) => { if (v.Truth() is { } truth) Set(d, p => p with { SharesVolumes = truth }); }));

    private static void ReadKeepWarm(ProjectDraft project, Value value)
    {
        if (Bounded(value, 0) is not { } time) return;
        if (project.KeepWarm is { } other && other != time) value.RefuseKey("compose.contradiction", "'keepWarm' is set twice, differently.", "Keep one of the two.");
        project.KeepWarm = time;
    }

    private static void ReadOwner(ProjectDraft project, Value value)
    {
        if (value.Word() is not { } owner) return;
        if (project.Owner is { } other && other != owner) value.RefuseKey("compose.contradiction", "'owner' is set twice, differently.", "Keep one of the two.");
        project.Owner = owner;
    }

    private static void ReadServices(ProjectDraft project, Value value)
    {
        foreach (var (name, entry) in value.Entries())
        {
            if (!project.Services.TryGetValue(name, out var service))
                entry.RefuseKey("compose.unknown-service", $"There is no service '{Quote.Short(name)}'.",
                    Nearest.Of(name, project.Services.Keys) is { } near ? $"Did you mean '{near}'?" : "Name a service of the compose file.");
            else Service.Read(entry, service);
        }
    }

    /// <summary>x-gantry of the file and gantry.yaml may both speak of a service, but not twice of the same thing.</summary>
    private static Action<ServiceDraft, Value> Once(Action<ServiceDraft, Value> read) => (service, value) =>
    {
        var key = value.Name == "route" ? "routes" : value.Name;
        if (service.GantryPlaces.TryAdd(key, value.Place)) read(service, value);
        else value.Refuse("compose.duplicate-key", $"'{value.Name}' of service '{Quote.Short(service.Name)}' is set twice: here and at {service.GantryPlaces[key]}.", "Keep one of the two.");
    };

    private static Action<ServiceDraft, Value> Time(Func<RolloutPolicy, TimeSpan, RolloutPolicy> set, int least = 0) => Once((service, value) =>
    {
        if (Bounded(value, least) is { } time) Set(service, p => set(p, time));
    });

    private static TimeSpan? Bounded(Value value, int least)
    {
        if (value.Duration() is not { } time) return null;
        if (time.TotalSeconds >= least && time <= Longest) return time;
        value.Refuse("compose.bad-duration", $"'{value.Name}' must be from {least} s to 7 days, and {value.Shown} stands here.", "Write a duration such as 30s or 10m.");
        return null;
    }

    private static void Set(ServiceDraft service, Func<RolloutPolicy, RolloutPolicy> change) => service.Is = service.Is with { Rollout = change(service.Is.Rollout) };
}
