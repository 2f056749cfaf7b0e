using Gantry.Resources.Platforms;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;

namespace Gantry.Rollouts.Decisions;

/// <summary>A planned replica becomes a wanted one: everything the engine needs, resolved.</summary>
public static class ReplicaFactory
{
    /// <summary>
    /// What images that start as root and then become somebody else commonly need to do so, and to own their volume. Images
    /// that start as somebody else get none.
    /// </summary>
    public static IReadOnlyList<string> RootCapabilities { get; } =
        ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"];

    /// <param name="addresses">The services' own addresses by service name.</param>
    public static ReplicaSpec Make(
        PlatformIdentity platform, ReleaseSpec release, PlannedReplica planned, ReplicaKind kind,
        IReadOnlyDictionary<string, string> addresses)
    {
        var definition = release.Definition.Services.First(s => s.Name == planned.Service);
        var service = release.Service(planned.Service)!;
        return new ReplicaSpec
        {
            App = release.App,
            Environment = release.Environment,
            Service = planned.Service,
            Release = release.Number,
            Fingerprint = service.Fingerprint,
            Ordinal = planned.Ordinal,
            Kind = kind,
            Probe = service.Probe,
            ReadyWithin = definition.Rollout.ReadyWithin,
            Container = new ContainerSpec
            {
                ImageId = service.ImageId,
                ImageName = service.ImageName,
                Entrypoint = definition.Entrypoint,
                Command = definition.Command,
                Environment = definition.Environment,
                Labels = definition.Labels,
                Mounts = [.. definition.Mounts.Select(m => m is { Kind: MountKind.Volume, Source.Length: > 0 }
                    ? m with { Source = m.External ?? platform.Volume(release.Environment, release.App, m.Source) } : m)],
                Networks = Networks(platform, release, definition, service),
                Hosts = Hosts(release, definition, addresses),
                Healthcheck = definition.Healthcheck,
                Resources = definition.Resources,
                StopSignal = definition.StopSignal,
                StopGracePeriod = definition.StopGracePeriod,
                User = definition.User,
                ReadOnly = definition.ReadOnly,
                Init = definition.Init,
                Restart = kind == ReplicaKind.Job ? RestartPolicy.No : definition.Restart,
                RestartMaxAttempts = definition.RestartMaxAttempts,
                Capabilities = Capabilities(service.RunsAsRoot, definition.Settings?.Isolation),
                Settings = definition.Settings,
                Files = definition.Files,
                PostStart = kind == ReplicaKind.Job ? null : definition.PostStart,
                PreStop = kind == ReplicaKind.Job ? null : definition.PreStop,
                // A one-off runs beside the replica that has them.
                UdpPorts = kind == ReplicaKind.Job ? null : definition.UdpPorts,
            },
        };
    }

    /// <summary>The app's own first, which carry the edge's traffic; then those of others, where nobody but the engine knows any names.</summary>
    private static List<ContainerNetwork> Networks(PlatformIdentity platform, ReleaseSpec release, ServiceDefinition definition, ReleaseService service) =>
    [
        .. definition.Networks.Select(n => new ContainerNetwork(
            platform.Network(release.Environment, release.App, n.Network),
            // With ports the name leads to the edge; without, the engine's own names are all there is.
            service.Ports.Count > 0 ? [] : [definition.Name, .. n.Aliases])),
        .. definition.Networks.Where(n => n.External is not null).DistinctBy(n => n.External)
            .Select(n => new ContainerNetwork(n.External!, [definition.Name, .. n.Aliases]) { External = true }),
    ];

    /// <summary>As engines do it: what is added wins over what is dropped, and dropping ALL leaves what is added.</summary>
    private static IReadOnlyList<string> Capabilities(bool root, IsolationSettings? isolation)
    {
        var usual = root ? RootCapabilities : [];
        if (isolation is null) return usual;
        var dropped = isolation.CapDrop ?? [];
        var kept = dropped.Contains("ALL") ? [] : usual.Except(dropped, StringComparer.Ordinal);
        return [.. kept.Union(isolation.CapAdd ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static SortedDictionary<string, string> Hosts(
        ReleaseSpec release, ServiceDefinition caller, IReadOnlyDictionary<string, string> addresses)
    {
        var hosts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var callees = Peers.Of(release.Definition, caller).Select(p => release.Definition.Services.First(s => s.Name == p))
            .Where(s => !s.OneOff && release.Service(s.Name)!.Ports.Count > 0);
        foreach (var callee in callees)
        {
            foreach (var name in Peers.NamesOf(callee, caller)) hosts[name] = addresses[callee.Name];
        }
        return hosts;
    }
}
