using System.Runtime.CompilerServices;
using Gantry.Engine;
using Gantry.Resources;

namespace Gantry.Simulation.Fakes;

internal sealed class FakeContainers(FakeMachine machine, FakeCalls calls) : IContainers
{
    public Task<IReadOnlyList<ContainerSummary>> ListAsync(string platform, CancellationToken cancel) =>
        calls.AskAsync<IReadOnlyList<ContainerSummary>>("list", platform, () => [.. machine.Containers.Values
            .Where(c => c.Order.Labels.GetValueOrDefault(GantryLabels.Platform) == platform)
            .OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => c.Summary())]);

    public Task<Container?> InspectAsync(string id, CancellationToken cancel) => calls.AskAsync("inspect", id, () => machine.Find(id)?.View());

    public Task<Outcome<string>> CreateAsync(ContainerOrder order, CancellationToken cancel) => calls.CallAsync("create", order.Name, () =>
    {
        if (machine.Find(order.Name) is { } there)
        {
            return there.Order.Labels.GetValueOrDefault(GantryLabels.Spec) is { } spec && spec == order.Labels.GetValueOrDefault(GantryLabels.Spec)
                ? Task.FromResult(there.Id) : throw new FakeRefusal(order.Name, EngineCodes.NameTaken);
        }
        if (!machine.Images.TryGetValue(order.Spec.ImageId, out var image)) throw new FakeRefusal(order.Spec.ImageName, EngineCodes.ImageMissing);
        var container = new FakeContainer(machine.NextId(), order, image);
        // The first is looked for at the start, as engines do.
        foreach (var network in order.Spec.Networks.Skip(1)) Attach(container, network.Name);
        if (order.Spec.Networks is [var first, ..] && machine.Networks.TryGetValue(first.Name, out var known)) container.Networks[first.Name] = known.Id;
        foreach (var mount in order.Spec.Mounts.Where(m => m is { Kind: Resources.Apps.MountKind.Volume, Source.Length: > 0 }))
            machine.Volumes.TryAdd(mount.Source, new Volume(mount.Source, new SortedDictionary<string, string>(StringComparer.Ordinal)));
        machine.Containers[container.Id] = container;
        machine.Say(EngineEventType.Created, container);
        return Task.FromResult(container.Id);
    });

    public Task<Problem?> StartAsync(string id, CancellationToken cancel) => calls.DoAsync("start", id, () =>
    {
        var container = machine.Find(id) ?? throw new FakeRefusal(id, EngineCodes.ContainerMissing);
        if (container.Runs) return;
        foreach (var network in container.Order.Spec.Networks) CheckNetwork(container, network.Name);
        if (machine.Containers.Values.Any(c => c != container && c.Runs && (c.Order.Spec.UdpPorts ?? []).Intersect(container.Order.Spec.UdpPorts ?? []).Any()))
            throw new FakeRefusal(container.Name, EngineCodes.PortTaken);
        foreach (var joined in container.Order.Spec.Networks.Where(n => n.External == true))
        {
            var subnet = machine.Networks[joined.Name].Subnets[0];
            container.Joined[joined.Name] = $"{subnet[..subnet.LastIndexOf('.')]}.{200 + ++container.Starts % 50}";
        }
        FakeProcess.Start(machine, container);
    });

    public Task<Problem?> StopAsync(string id, TimeSpan grace, CancellationToken cancel) => calls.DoAsync("stop", id, () =>
        machine.Find(id) is { } container ? FakeProcess.StopAsync(machine, container, grace) : Task.CompletedTask);

    public Task<Problem?> RemoveAsync(string id, bool force, CancellationToken cancel) => calls.DoAsync("remove", id, () =>
    {
        if (machine.Find(id) is not { } container) return;
        if (!force && (container.Runs || container.State == ContainerState.Restarting)) throw new FakeRefusal(id, EngineCodes.Busy);
        Remove(machine, container);
    });

    public static void Remove(FakeMachine machine, FakeContainer container)
    {
        container.StoppedOnPurpose = true;
        FakeProcess.End(machine, container, 137);
        container.Process++;
        container.State = ContainerState.Dead;
        machine.Containers.Remove(container.Id);
        foreach (var changed in container.LogChanged.ToList()) changed();
        machine.Say(EngineEventType.Removed, container);
    }

    public Task<Outcome<ExecResult>> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel) =>
        calls.CallAsync("exec", id, async () =>
        {
            var container = machine.Find(id) ?? throw new FakeRefusal(id, EngineCodes.ContainerMissing);
            if (!container.Runs) throw new FakeRefusal(id, EngineCodes.NotRunningContainer);
            var (exit, output, takes) = container.Image.Exec(container, command);
            var late = takes > timeout;
            if (takes > TimeSpan.Zero) await Task.Delay(late ? timeout : takes, machine.World.Time);
            return new ExecResult(late ? null : exit, output);
        });

    public async IAsyncEnumerable<ContainerLine> LogsAsync(string id, LogQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        var container = await calls.AskAsync("logs", id, () => machine.Find(id));
        if (container is null) yield break;
        var next = query.Tail is { } tail ? Math.Max(0, container.Log.Count - tail) : 0;
        while (true)
        {
            while (next < container.Log.Count)
            {
                var line = container.Log[next++];
                if (query.Since is not { } since || line.At >= since) yield return line;
            }
            if (!query.Follow || !(container.Runs || container.State == ContainerState.Restarting)) yield break;
            var changed = new TaskCompletionSource();
            void Wake() => changed.TrySetResult();
            container.LogChanged.Add(Wake);
            try
            {
                await changed.Task.WaitAsync(cancel);
            }
            finally
            {
                container.LogChanged.Remove(Wake);
            }
        }
    }

    private void Attach(FakeContainer container, string network)
    {
        if (!machine.Networks.TryGetValue(network, out var known)) throw new FakeRefusal(container.Name, EngineCodes.NetworkMissing);
        container.Networks[network] = known.Id;
    }

    private void CheckNetwork(FakeContainer container, string name)
    {
        if (!machine.Networks.TryGetValue(name, out var network) || container.Networks.GetValueOrDefault(name, network.Id) != network.Id)
            throw new FakeRefusal(container.Name, EngineCodes.NetworkMissing);
        if (!container.Order.Addresses.TryGetValue(name, out var address)) return;
        if (!network.Subnets.Any(s => System.Net.IPNetwork.Parse(s).Contains(System.Net.IPAddress.Parse(address))))
            throw new FakeRefusal(container.Name, EngineCodes.AddressOutside);
        if (machine.Containers.Values.Any(c => c != container && c.Runs && c.Order.Addresses.GetValueOrDefault(name) == address))
            throw new FakeRefusal(container.Name, EngineCodes.AddressTaken);
    }
}
