using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;

namespace Gantry.Rollouts.Decisions;

/// <summary>What the engine knows of an image that a release needs.</summary>
public sealed record ImageFacts
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Digest { get; init; }
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>As the image says; empty for root.</summary>
    public string User { get; init; } = "";
    public IReadOnlyList<string> Volumes { get; init; } = [];
}

/// <summary>An app whose images are known becomes a release: ports, probes and fingerprints filled in.</summary>
public static class ReleaseFactory
{
    public static (ReleaseSpec? Release, IReadOnlyList<Problem> Problems) Make(
        AppDefinition definition, IReadOnlyDictionary<string, ImageFacts> images, int number, string by, DateTimeOffset now)
    {
        var problems = new List<Problem>();
        var services = definition.Services.Select(s => Service(definition, s, images[s.Name], problems)).ToList();
        if (problems.Count > 0) return (null, problems);
        var release = new ReleaseSpec
        {
            App = definition.Name,
            Environment = definition.Environment,
            Number = number,
            CreatedAt = now,
            CreatedBy = by,
            Definition = definition,
            Services = services,
            Fingerprint = "",
        };
        return (release with { Fingerprint = Fingerprint(release) }, []);
    }

    private static string Fingerprint(ReleaseSpec release) => Fingerprints.Of(
        release with
        {
            Number = 0,
            CreatedAt = default,
            CreatedBy = "",
            // Where a registry has an image says nothing of what it is: its id does.
            Services = [.. release.Services.Select(s => s with { ImageDigest = null })],
            Definition = release.Definition with { ProjectDirectory = "", Services = [.. release.Definition.Services.Select(s => s with { Build = null })] },
        },
        GantryJson.Default.ReleaseSpec);

    private static ReleaseService Service(AppDefinition app, ServiceDefinition service, ImageFacts image, List<Problem> problems)
    {
        // Without networks of the app there is nothing that the edge could reach.
        var ports = service.Settings?.Isolation?.NetworkMode is not null ? [] : service.Expose.Concat(service.Ports.Select(p => p.Target)).Concat(service.Routes.Select(r => r.Port))
            .Append(service.Rollout.Probe?.Port ?? 0).Concat(image.Ports).Where(p => p > 0).Distinct().Order().ToList();
        if (service.Routes.Any(r => r.Port == 0) && ports.Count != 1)
        {
            problems.Add(new Problem($"services.{service.Name}.x-gantry.route", "route.no-port",
                ports.Count == 0
                    ? $"{service.Name} has a route, but neither the file nor its image names a port."
                    : $"{service.Name} has a route, and several ports ({string.Join(", ", ports)}) that it could mean.",
                "Write the port into the route, such as `port: 8080`."));
        }
        var runsAsRoot = (service.User ?? image.User).Split(':')[0] is "" or "root" or "0";
        var probe = Probe(service, ports);
        if (probe.Kind is ProbeKind.Http or ProbeKind.Tcp && probe.Port == 0)
        {
            problems.Add(new Problem($"services.{service.Name}.x-gantry.probe", "probe.no-port",
                $"The probe of {service.Name} names no port, and there is not exactly one it could mean.", "Add `port:` to the probe."));
        }
        return new ReleaseService
        {
            Name = service.Name,
            ImageId = image.Id,
            ImageName = image.Name,
            ImageDigest = image.Digest,
            ImageVolumes = image.Volumes,
            Ports = ports,
            RunsAsRoot = runsAsRoot,
            Probe = probe,
            Fingerprint = Fingerprint(app, service, image, probe),
        };
    }

    /// <summary>An explicit probe, else the health check run at once instead of at the engine's interval, else a connect, else staying up.</summary>
    private static ProbeDefinition Probe(ServiceDefinition service, List<int> ports)
    {
        var port = service.Routes.Select(r => r.Port).FirstOrDefault(p => p > 0) is var routed and > 0 ? routed
            : ports.Count == 1 ? ports[0] : 0;
        if (service.Rollout.Probe is { } explicitly)
            return explicitly.Port > 0 || explicitly.Kind is ProbeKind.Exec or ProbeKind.None ? explicitly : explicitly with { Port = port };
        if (service.Healthcheck is { Disabled: false, Test.Count: > 0 } check)
        {
            return new ProbeDefinition
            {
                Kind = ProbeKind.Exec,
                Command = check.Shell ? ["/bin/sh", "-c", check.Test[0]] : check.Test,
                Timeout = check.Timeout ?? TimeSpan.FromSeconds(30),
                Interval = check.Interval ?? TimeSpan.FromSeconds(30),
            };
        }
        if (service.OneOff || (port == 0 && ports.Count == 0)) return new ProbeDefinition { Kind = ProbeKind.None };
        return new ProbeDefinition { Kind = ProbeKind.Tcp, Port = port > 0 ? port : ports[0] };
    }

    /// <summary>Leaves out what the container does not see: replicas, routes, published ports, how it is rolled out.</summary>
    private static string Fingerprint(AppDefinition app, ServiceDefinition service, ImageFacts image, ProbeDefinition probe) =>
        Fingerprints.Of(
            service with
            {
                Image = image.Id,
                Build = null,
                Platform = null,
                PullPolicy = null,
                Exceptions = null,
                Replicas = 1,
                Ports = [],
                Expose = [],
                Routes = [],
                Traffic = null,
                Rollout = new RolloutPolicy { Probe = probe },
                // A container's hosts file is written once: it is replaced when a name is to resolve that did not.
                DependsOn = [.. Peers.Of(app, service).Select(p => new Dependency(p, DependencyCondition.Started))],
            },
            GantryJson.Default.ServiceDefinition);
}
