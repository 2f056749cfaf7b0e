using Gantry.Engine;
using Gantry.Engine.Decisions;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Simulation.Conformance;

/// <summary>What a conformance test works with: an engine, a clock, and an image whose <c>/bin/act</c> does as it is told.</summary>
public sealed class EngineLab(IContainerEngine engine, TimeProvider time, string imageName, string imageId)
{
    private static int _labs;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20), Deadline = TimeSpan.FromSeconds(30);

    public IContainerEngine Engine => engine;
    public TimeProvider Time => time;

    /// <summary>Names of this lab begin so, and its things carry it as their platform.</summary>
    public string Platform { get; } = $"lab{Environment.ProcessId}x{Interlocked.Increment(ref _labs)}";
    public string ImageName => imageName;

    public SortedDictionary<string, string> Labels(string spec = "1") => new(StringComparer.Ordinal)
    {
        [GantryLabels.Platform] = Platform,
        [GantryLabels.Environment] = "test",
        [GantryLabels.Replica] = "a.b.1.1",
        [GantryLabels.Spec] = spec,
    };

    /// <summary>A container that runs <c>/bin/act</c> with these words.</summary>
    public ContainerOrder Order(string name, params string[] words) => new()
    {
        Name = $"{Platform}-{name}",
        Hostname = name,
        Labels = Labels(),
        Addresses = new SortedDictionary<string, string>(StringComparer.Ordinal),
        Spec = new ContainerSpec { ImageId = imageId, ImageName = imageName, Command = ["/bin/act", .. words], Networks = [], Restart = RestartPolicy.No },
    };

    public ContainerOrder On(ContainerOrder order, params (Network Network, int Host)[] networks) => order with
    {
        Spec = order.Spec with { Networks = [.. networks.Select(n => new ContainerNetwork(n.Network.Name, []))] },
        Addresses = new SortedDictionary<string, string>(networks.ToDictionary(n => n.Network.Name, n => Address(n.Network, n.Host)), StringComparer.Ordinal),
    };

    public static string Address(Network network, int host) => network.Subnets[0][..(network.Subnets[0].LastIndexOf('.') + 1)] + host;

    public async Task<string> CreateAsync(ContainerOrder order) => (await engine.Containers.CreateAsync(order, default)).Require();

    public async Task<string> RunAsync(ContainerOrder order)
    {
        var id = await CreateAsync(order);
        Assert.Null(await engine.Containers.StartAsync(id, default));
        return id;
    }

    public async Task<Network> NetworkAsync(string name)
    {
        foreach (var subnet in Subnets.Free("10.198", (await engine.Networks.ListAsync(default)).SelectMany(n => n.Subnets)))
        {
            var made = await engine.Networks.CreateAsync(new NetworkOrder($"{Platform}-{name}", subnet, Labels()), default);
            if (made.Problem?.Code != EngineCodes.NetworkOverlaps) return made.Require();
        }
        throw new InvalidOperationException("No subnet is free.");
    }

    public async Task<Container> SeeAsync(string id) => await engine.Containers.InspectAsync(id, default) ?? throw new InvalidOperationException($"{id} is gone.");

    /// <summary>Waits until the container is so.</summary>
    public async Task<Container> UntilAsync(string id, Func<Container, bool> holds)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var seen = await SeeAsync(id);
            if (holds(seen)) return seen;
            if (time.GetElapsedTime(started) > Deadline) throw new TimeoutException($"It never was so. Seen last: {seen}");
            await Task.Delay(Pause, time);
        }
    }

    public Task<Container> EndedAsync(string id) => UntilAsync(id, c => c.State == ContainerState.Exited);

    public async Task<IReadOnlyList<ContainerLine>> LinesAsync(string id, LogQuery query)
    {
        var lines = new List<ContainerLine>();
        await foreach (var line in engine.Containers.LogsAsync(id, query, default)) lines.Add(line);
        return lines;
    }

    /// <summary>Waits until it has written that many lines.</summary>
    public async Task<IReadOnlyList<ContainerLine>> LinesUntilAsync(string id, int count)
    {
        IReadOnlyList<ContainerLine> lines = [];
        var started = time.GetTimestamp();
        while ((lines = await LinesAsync(id, new LogQuery())).Count < count)
        {
            if (time.GetElapsedTime(started) > Deadline) throw new TimeoutException($"It wrote {lines.Count} lines only.");
            await Task.Delay(Pause, time);
        }
        return lines;
    }

    public async Task WaitAsync(Func<bool> holds)
    {
        var started = time.GetTimestamp();
        while (!holds())
        {
            if (time.GetElapsedTime(started) > Deadline) throw new TimeoutException("It never was so.");
            await Task.Delay(Pause, time);
        }
    }

    /// <summary>Removes everything that the test made.</summary>
    public async Task ClearAsync()
    {
        foreach (var container in await engine.Containers.ListAsync(Platform, default)) await engine.Containers.RemoveAsync(container.Id, force: true, default);
        foreach (var network in await engine.Networks.ListAsync(default))
        {
            if (network.Name.StartsWith(Platform + "-", StringComparison.Ordinal)) await engine.Networks.RemoveAsync(network.Id, default);
        }
        foreach (var volume in await engine.Volumes.ListAsync(Platform, default)) await engine.Volumes.RemoveAsync(volume.Name, default);
    }
}
