using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Replicas;

namespace Gantry.Simulation.Engine;

/// <summary>Networks that Gantry did not make: joined, never made, never removed.</summary>
public sealed class ForeignNetworkTests
{
    private const string Shared = "proxy";
    private readonly EngineRoom _room = new();

    private Key Want() => _room.Want(change: s => s with
    {
        Container = s.Container with { Networks = [.. s.Container.Networks, new ContainerNetwork(Shared, ["web"]) { External = true }] },
    });

    private void Make() => _room.Fake.Machine.Networks[Shared] = new Network("theirs", Shared, ["172.30.0.0/24"], new SortedDictionary<string, string>(StringComparer.Ordinal));

    [Fact]
    public void It_is_joined_beside_the_app_s_own_and_its_address_there_is_known()
    {
        Make();
        var key = Want();
        _room.UntilReady(key);
        var status = _room.Status(key)!;
        Assert.Equal("10.77.64.10", status.Address);
        Assert.Equal("172.30.0.201", status.Addresses[Shared]);
        Assert.DoesNotContain(_room.Container(key).Order.Addresses, a => a.Key == Shared);
        Assert.DoesNotContain(_room.Calls, c => c.StartsWith("network-", StringComparison.Ordinal) && c.EndsWith(Shared, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_start_brings_another_address_and_the_one_before_is_forgotten()
    {
        Make();
        var key = Want();
        _room.UntilReady(key);
        _room.Fake.StopByHand(_room.Container(key).Id);
        _room.Until(() => _room.Status(key)!.Phase != ReplicaPhase.Ready && !_room.Status(key)!.Addresses.ContainsKey(Shared));
        _room.UntilReady(key);
        Assert.Equal("172.30.0.202", _room.Status(key)!.Addresses[Shared]);
    }

    [Fact]
    public void It_stays_when_the_app_goes()
    {
        Make();
        var key = Want();
        _room.UntilReady(key);
        _room.Unwant(key);
        _room.Until(() => _room.World.Get(key) is null && _room.Fake.Machine.Networks.Count == 1);
        Assert.Equal("theirs", _room.Fake.Machine.Networks[Shared].Id);
    }

    [Fact]
    public void Without_it_nothing_is_made_until_somebody_makes_it()
    {
        var key = Want();
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Failed);
        Assert.Equal(EngineCodes.NetworkMissing, _room.Status(key)!.Problem!.Code);
        Assert.Contains("docker network create proxy", _room.Status(key)!.Problem!.Help, StringComparison.Ordinal);
        Assert.Empty(_room.Fake.Machine.Containers);
        Make();
        _room.UntilReady(key);
    }
}
