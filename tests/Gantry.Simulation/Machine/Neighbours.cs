using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Simulation.Machine;

/// <summary>Containers, a network and a volume of another platform on the same engine. Nobody may touch them.</summary>
public sealed class Neighbours
{
    private const string Name = "theirs-db";
    private const string Net = "theirs-net";

    private readonly SimEngine _engine;
    private readonly string _platform;

    public Neighbours(SimEngine engine, string platform)
    {
        (_engine, _platform) = (engine, platform);
        var labels = Labels("another");
        engine.Programs["sha256:theirs"] = new SimProgram();
        engine.Networks.Create(new NetworkOrder(Net, "10.99.0.0/24", labels));
        engine.Networks.EnsureVolume("theirs-data", labels);
        engine.Start(engine.Create(Order(Name, Net, "10.99.0.2", labels)).Require());
    }

    /// <summary>Those of this platform alone.</summary>
    public IEnumerable<SimContainer> Ours => _engine.Containers.Where(c => c.Order.Labels.GetValueOrDefault(GantryLabels.Platform) == _platform);

    /// <summary>What has become of it; nothing when it was left alone.</summary>
    public IEnumerable<string> Touched()
    {
        if (_engine.Find(Name) is not { Runs: true }) yield return $"{Name} of another platform does not run";
        if (_engine.Networks.Find(Net) is null) yield return $"{Net} of another platform is gone";
        if (_engine.Networks.Volumes.All(v => v.Name != "theirs-data")) yield return "a volume of another platform is gone";
    }

    public static ContainerOrder Order(string name, string network, string address, IReadOnlyDictionary<string, string> labels) => new()
    {
        Name = name,
        Hostname = name,
        Spec = new ContainerSpec { ImageId = "sha256:theirs", ImageName = "theirs", Networks = [new ContainerNetwork(network, [])], Restart = RestartPolicy.Always },
        Addresses = new SortedDictionary<string, string>(StringComparer.Ordinal) { [network] = address },
        Labels = labels,
    };

    private static SortedDictionary<string, string> Labels(string platform) => new(StringComparer.Ordinal)
    {
        [GantryLabels.Platform] = platform,
        [GantryLabels.Environment] = "production",
        [GantryLabels.App] = "theirs",
        [GantryLabels.Replica] = "theirs.db.1.1",
    };
}
