using Gantry.Control;
using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Simulation.Fakes;

namespace Gantry.Simulation.Engine;

/// <summary>Engines that refuse, lose, repeat and go away.</summary>
public sealed class ReplicaTroubleTests
{
    private readonly EngineRoom _room = new();

    [Fact]
    public void What_may_pass_by_itself_is_tried_again_and_not_called_a_failure()
    {
        var refusals = 3;
        _room.Fake.Faults.Call = call => call == "create" && refusals-- > 0 ? CallFault.NoSpace : CallFault.None;
        var key = _room.Want();
        var failed = false;
        _room.Until(() => (failed |= _room.Status(key)?.Phase == ReplicaPhase.Failed) | _room.Status(key)?.Phase == ReplicaPhase.Ready);
        Assert.False(failed);
    }

    [Fact]
    public void A_full_disk_is_said_and_overcome_once_there_is_room()
    {
        var full = true;
        _room.Fake.Faults.Call = call => call == "create" && full ? CallFault.NoSpace : CallFault.None;
        var key = _room.Want();
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Failed, 10);
        Assert.Equal(EngineCodes.NoSpace, _room.Status(key)!.Problem?.Code);
        var revision = _room.World.Revision;
        _room.Loop.RunFor(TimeSpan.FromMinutes(2));
        Assert.Equal(revision, _room.World.Revision);
        full = false;
        _room.UntilReady(key);
        Assert.Null(_room.Status(key)!.Problem);
    }

    [Fact]
    public void A_command_that_is_not_there_fails_at_once()
    {
        var key = _room.Want(change: s => s with { Container = s.Container with { Command = ["/bin/nothing"] } });
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Failed, 1);
        Assert.Equal(EngineCodes.CommandNotFound, _room.Status(key)!.Problem?.Code);
    }

    [Fact]
    public void An_address_that_somebody_else_has_is_given_up_for_another()
    {
        var first = _room.Want();
        _room.UntilReady(first);
        // A container of somebody else, on our network, that the platform does not see.
        var order = _room.Container(first).Order;
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        _room.Loop.World.Start(async () =>
        {
            var id = await _room.Fake.Containers.CreateAsync(order with
            {
                Name = "stranger", Labels = labels,
                Addresses = new SortedDictionary<string, string>(StringComparer.Ordinal) { [order.Spec.Networks[0].Name] = "10.77.64.11" },
            }, default);
            await _room.Fake.Containers.StartAsync(id.Require(), default);
        });
        _room.Until(() => _room.Fake.Machine.Find("stranger") is { Runs: true });
        var second = _room.Want(2);
        _room.UntilReady(second);
        Assert.Equal("10.77.64.12", _room.Status(second)!.Address);
    }

    [Fact]
    public void A_container_of_somebody_else_under_our_name_is_left_alone()
    {
        var name = EngineRoom.Identity.Container("production", "shop.web.1.1");
        _room.Loop.World.Start(async () => (await _room.Fake.Containers.CreateAsync(new ContainerOrder
        {
            Name = name, Hostname = "x", Addresses = new SortedDictionary<string, string>(), Labels = new SortedDictionary<string, string>(),
            Spec = new ContainerSpec { ImageId = FakeAct.Id, ImageName = FakeAct.Name, Networks = [], Command = ["/bin/act", "run"] },
        }, default)).Require());
        _room.Until(() => _room.Fake.Machine.Find(name) is not null);
        var key = _room.Want();
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Failed, 5);
        Assert.Equal(EngineCodes.NameTaken, _room.Status(key)!.Problem?.Code);
        _room.Unwant(key);
        _room.Until(() => _room.World.Get(key) is null);
        Assert.NotNull(_room.Fake.Machine.Find(name));
    }

    [Fact]
    public void A_network_removed_from_under_a_stopped_container_is_made_again_with_it()
    {
        var key = _room.Want();
        _room.UntilReady(key);
        _room.Fake.GoDown();
        _room.Fake.Machine.Networks.Clear();
        _room.Fake.ComeUp();
        _room.Fake.StopByHand(_room.Container(key).Id);
        _room.Until(() => _room.Fake.Machine.Networks.Count == 1 && _room.Status(key)!.Phase == ReplicaPhase.Ready);
    }

    [Fact]
    public void A_restarted_engine_is_caught_up_with()
    {
        var keys = Enumerable.Range(1, 3).Select(n => _room.Want(n)).ToArray();
        _room.UntilReady(keys);
        _room.Fake.GoDown();
        _room.Loop.RunFor(TimeSpan.FromSeconds(30));
        _room.Fake.ComeUp();
        _room.Until(() => keys.All(k => _room.Status(k) is { Phase: ReplicaPhase.Ready, Restarts: 1 }));
        Assert.Empty(_room.Remarks());
    }

    [Fact]
    public void Orphans_are_removed_and_that_is_said()
    {
        var key = _room.Want();
        _room.UntilReady(key);
        _room.Commit(new Delete(key, "lost"));
        _room.Until(() => _room.Fake.Machine.Containers.Count == 0 && _room.Fake.Machine.Networks.Count == 0);
        Assert.Contains("belonged to nothing", Assert.Single(_room.Remarks()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Many_that_go_at_once_are_not_taken_for_orphans(int seed)
    {
        var room = new EngineRoom(seed);
        var random = room.Loop.Stream("latency");
        room.Fake.Faults.Latency = _ => TimeSpan.FromMilliseconds(random.Next(1, 60));
        var keys = Enumerable.Range(1, 12).Select(n => room.Want(n)).ToArray();
        room.UntilReady(keys);
        foreach (var key in keys)
        {
            room.Unwant(key);
            room.Loop.RunFor(TimeSpan.FromMilliseconds(random.Next(1, 40)));
        }
        room.Until(() => !room.World.List(Kinds.Replica).Any());
        room.Loop.RunFor(TimeSpan.FromMinutes(1));
        Assert.Empty(room.Remarks());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void With_crashes_at_every_moment_each_replica_has_one_container_in_the_end(int seed)
    {
        var room = new EngineRoom(seed);
        var random = room.Loop.Stream("crashes");
        var keys = Enumerable.Range(1, 3).Select(n => room.Want(n)).ToArray();
        for (var n = 0; n < 60; n++)
        {
            room.Loop.RunFor(TimeSpan.FromMilliseconds(random.Next(1, 12)));
            room.Crash();
        }
        room.UntilReady(keys);
        Assert.Equal(3, room.Fake.Machine.Containers.Count);
        Assert.Equal(3, keys.Select(k => room.Status(k)!.Address).Distinct().Count());
        foreach (var key in keys) room.Unwant(key);
        for (var n = 0; n < 60; n++)
        {
            room.Loop.RunFor(TimeSpan.FromMilliseconds(random.Next(1, 12)));
            room.Crash();
        }
        room.Until(() => room.Fake.Machine.Containers.Count == 0 && !room.World.List(Kinds.Replica).Any());
        room.Until(() => room.Fake.Machine.Networks.Count == 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void With_calls_and_events_lost_repeated_and_late_it_converges_within_a_minute_of_peace(int seed)
    {
        var room = new EngineRoom(seed);
        var random = room.Loop.Stream("faults");
        room.Fake.Faults.Call = _ => random.Next(6) == 0 ? (CallFault)random.Next(1, 5) : CallFault.None;
        room.Fake.Faults.Event = _ => random.Next(3) == 0 ? (EventFault)random.Next(1, 4) : EventFault.None;
        room.Fake.Faults.Latency = _ => TimeSpan.FromMilliseconds(random.Next(1, 400));
        var keys = Enumerable.Range(1, 4).Select(n => room.Want(n)).ToArray();
        room.Loop.RunFor(TimeSpan.FromSeconds(20));
        room.Unwant(keys[0]);
        room.Fake.CutStreams();
        room.Loop.RunFor(TimeSpan.FromSeconds(10));
        room.Fake.Faults.Call = _ => CallFault.None;
        room.Fake.Faults.Event = _ => EventFault.None;
        room.Until(() => room.World.Get(keys[0]) is null && keys.Skip(1).All(k => room.Status(k)?.Phase == ReplicaPhase.Ready), 60);
        Assert.Equal(3, room.Fake.Machine.Containers.Count);
    }
}
