using Gantry.Resources.Apps;
using Gantry.Rollouts.Decisions;
using Gantry.Simulation.Machine;

namespace Gantry.Simulation.People;

/// <summary>Makes up apps and changes to them: services with strategies, volumes, one-offs and replicas, good images and bad ones.</summary>
public sealed class AppMaker(Random random, SimEngine engine)
{
    private int _images;

    public AppDefinition Make(string name)
    {
        var services = new List<ServiceDefinition> { Service(name, "web", []) };
        if (Chance(0.7)) services.Add(Service(name, "api", []));
        if (Chance(0.5)) services.Add(Owner(name));
        if (Chance(0.4)) services.Add(Job(name));
        if (Chance(0.3)) services.Add(Worker(name));
        return new AppDefinition
        {
            Name = name,
            Environment = "production",
            ProjectDirectory = "/p",
            KeepWarm = TimeSpan.FromSeconds(random.Next(3) == 0 ? 0 : 10 + random.Next(30)),
            Services = Linked(services),
            Volumes = [new VolumeDefinition("data")],
            Networks = [new NetworkDefinition("default")],
        };
    }

    /// <summary>What a developer does next: mostly another image, sometimes a bad one, another number of replicas, a service more or less.</summary>
    public AppDefinition Change(AppDefinition app)
    {
        var services = app.Services.ToList();
        var at = random.Next(services.Count);
        var old = services[at];
        switch (random.Next(10))
        {
            case 0 when old is { OneOff: false } && !Owns(old):
                services[at] = old with { Replicas = 1 + random.Next(3) };
                break;
            case 1 when services.Count > 1 && old.Name != "web":
                services.RemoveAt(at);
                break;
            case 2 when services.All(s => s.Name != "more"):
                services.Add(Service(app.Name, "more", []));
                break;
            case 3:
                services = [.. services.Select(s => s with { Image = NewImage(app.Name, s, bad: false) })];
                break;
            case 4 or 5:
                services[at] = old with { Image = NewImage(app.Name, old, bad: true) };
                break;
            default:
                services[at] = old with { Image = NewImage(app.Name, old, bad: false) };
                break;
        }
        return app with { Services = Linked(services) };
    }

    public bool Good(AppDefinition app) => app.Services.All(s => engine.Programs["sha256:" + s.Image].Good);

    public static IReadOnlyDictionary<string, ImageFacts> Images(AppDefinition app) =>
        app.Services.ToDictionary(s => s.Name, s => new ImageFacts { Id = "sha256:" + s.Image, Name = s.Image! }, StringComparer.Ordinal);

    public static bool Owns(ServiceDefinition service) => service.Mounts.Count > 0;

    /// <summary>Named in order; each of those that remain depends on what it needs.</summary>
    private static List<ServiceDefinition> Linked(IEnumerable<ServiceDefinition> services)
    {
        var all = services.OrderBy(s => s.Name, StringComparer.Ordinal).ToList();
        var names = all.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        return [.. all.Select(s => s with { DependsOn = [.. Needs(s.Name).Where(n => names.Contains(n.Service))] })];
    }

    private static IEnumerable<Dependency> Needs(string name) => name switch
    {
        "web" => [new("api", DependencyCondition.Healthy)],
        "api" or "worker" => [new("db", DependencyCondition.Started), new("migrate", DependencyCondition.CompletedSuccessfully)],
        "migrate" => [new("db", DependencyCondition.Healthy)],
        _ => [],
    };

    private ServiceDefinition Service(string app, string name, IReadOnlyList<MountDefinition> mounts)
    {
        var service = new ServiceDefinition
        {
            Name = name,
            Expose = [8080],
            Networks = [new NetworkAttachment("default")],
            Replicas = mounts.Count > 0 ? 1 : 1 + random.Next(3),
            Mounts = mounts,
            Restart = random.Next(3) == 0 ? RestartPolicy.UnlessStopped : RestartPolicy.Always,
            StopGracePeriod = TimeSpan.FromSeconds(3),
            Rollout = new RolloutPolicy
            {
                Strategy = mounts.Count > 0 ? Strategy.Auto : (Strategy)random.Next(4),
                ReadyWithin = TimeSpan.FromSeconds(mounts.Count > 0 ? 20 : 12),
                DrainTimeout = TimeSpan.FromSeconds(15),
                HoldTimeout = TimeSpan.FromSeconds(120),
                Probe = name == "worker" ? null : new ProbeDefinition { Kind = ProbeKind.Tcp, Port = 8080, Interval = TimeSpan.FromSeconds(5 + random.Next(50)) },
            },
            Routes = name == "web" ? [new RouteRule($"{app}.test", "/", 8080)] : [],
        };
        return service with { Image = NewImage(app, service, bad: false) };
    }

    private ServiceDefinition Owner(string app) => Service(app, "db", [new MountDefinition(MountKind.Volume, "data", "/data")]);

    private ServiceDefinition Job(string app)
    {
        var job = new ServiceDefinition { Name = "migrate", OneOff = true, Networks = [new NetworkAttachment("default")], Restart = RestartPolicy.No };
        return job with { Image = NewImage(app, job, bad: false) };
    }

    private ServiceDefinition Worker(string app)
    {
        var worker = Service(app, "worker", []) with { Expose = [], Routes = [] };
        return worker with { Image = NewImage(app, worker, bad: false) };
    }

    private string NewImage(string app, ServiceDefinition service, bool bad)
    {
        var name = $"{app}-{service.Name}-{++_images}{(bad ? "-bad" : "")}";
        var program = service.OneOff
            ? new SimProgram { Boot = null, EndsAfter = Milliseconds(50, 3000), ExitCode = bad ? 1 : 0 }
            : new SimProgram { Boot = Milliseconds(20, Owns(service) && Chance(0.4) ? 8000 : 1500), Stop = Milliseconds(5, 1500) };
        if (bad && !service.OneOff)
        {
            program = service.Expose.Count == 0 || Chance(0.5)
                ? program with { Boot = null, EndsAfter = Milliseconds(10, 600), ExitCode = 3 }
                : program with { Boot = null };
        }
        engine.Programs["sha256:" + name] = program;
        return name;
    }

    private bool Chance(double share) => random.NextDouble() < share;

    private TimeSpan Milliseconds(int from, int to) => TimeSpan.FromMilliseconds(from + random.Next(to - from));
}
