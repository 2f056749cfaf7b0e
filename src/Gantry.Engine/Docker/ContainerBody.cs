using Gantry.Engine.Docker.Wire;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Engine.Docker;

/// <summary>
/// What a container is made with. Safe unless the spec says otherwise: no new privileges, no capability but those given
/// back, the engine's seccomp filter, a limit on processes. Memory is limited only where the app says so: a limit that
/// nobody chose would kill a process that did nothing wrong.
/// </summary>
internal static class ContainerBody
{
    /// <summary>Processes and threads of a container that names no limit: enough for any server, far too few for a fork bomb.</summary>
    public const int DefaultPids = 512;

    public static CreateJson From(ContainerOrder order)
    {
        var spec = order.Spec;
        return new CreateJson
        {
            Image = spec.ImageId,
            Hostname = spec.Settings?.Isolation is { NetworkMode: "host" } or { Uts: "host" } ? null : spec.Settings?.Naming?.Hostname ?? order.Hostname,
            Domainname = spec.Settings?.Naming?.Domainname,
            WorkingDir = spec.Settings?.Process?.WorkingDir,
            Tty = spec.Settings?.Process?.Tty,
            OpenStdin = spec.Settings?.Process?.StdinOpen,
            // An empty list takes the image's away, which the engine calls one empty word.
            Entrypoint = spec.Entrypoint is { Count: 0 } ? [""] : spec.Entrypoint,
            Cmd = spec.Command,
            Env = [.. spec.Environment.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}")],
            User = spec.User,
            StopSignal = spec.StopSignal,
            StopTimeout = Seconds(spec.StopGracePeriod),
            Healthcheck = spec.Healthcheck is { } check ? Healthcheck(check) : null,
            Labels = new SortedDictionary<string, string>(order.Labels.ToDictionary(l => l.Key, l => l.Value), StringComparer.Ordinal),
            ExposedPorts = spec.UdpPorts is { Count: > 0 } ? HostBody.Exposed(spec.UdpPorts) : null,
            HostConfig = HostBody.From(order),
            // Older engines take one network here; the others are connected before the start.
            NetworkingConfig = spec.Networks.Count == 0 ? null
                : new NetworkingJson(new(StringComparer.Ordinal) { [spec.Networks[0].Name] = Endpoint(order, spec.Networks[0]) }),
        };
    }

    public static EndpointJson Endpoint(ContainerOrder order, ContainerNetwork network) => new()
    {
        // In a network of somebody else the engine knows which addresses are free.
        IPAMConfig = network.External != true && order.Addresses.TryGetValue(network.Name, out var address) ? new EndpointIpamJson(address) : null,
        Aliases = network.Aliases,
    };

    /// <summary>Whole seconds, never less than asked for.</summary>
    public static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private static HealthcheckJson Healthcheck(HealthcheckDefinition check) => check.Disabled
        ? new HealthcheckJson { Test = ["NONE"] }
        : new HealthcheckJson
        {
            Test = check.Test.Count == 0 ? null : [check.Shell ? "CMD-SHELL" : "CMD", .. check.Test],
            Interval = Nanoseconds(check.Interval),
            Timeout = Nanoseconds(check.Timeout),
            StartPeriod = Nanoseconds(check.StartPeriod),
            // Engines that do not know it pass over it.
            StartInterval = Nanoseconds(check.StartInterval),
            Retries = check.Retries,
        };

    // The engine refuses more than zero and less than a millisecond.
    private static long? Nanoseconds(TimeSpan? time) => time is { } t ? Math.Max(t.Ticks * 100, t > TimeSpan.Zero ? 1_000_000 : 0) : null;
}
