using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Simulation.Fakes;

namespace Gantry.Simulation.Engine;

/// <summary>Hooks run when they are due, and what has run is known after a crash.</summary>
public sealed class HookTests
{
    private readonly EngineRoom _room = new();
    private readonly List<string> _ran = [];
    private Func<string, (int ExitCode, string Output, TimeSpan Takes)> _does = _ => (0, "", TimeSpan.Zero);

    public HookTests()
    {
        var image = _room.Fake.Machine.Images[FakeAct.Id];
        _room.Fake.Machine.Add(image with
        {
            Exec = (_, command) =>
            {
                _ran.Add(command[0]);
                return _does(command[0]);
            },
        });
    }

    private Key Want() => _room.Want(change: s => s with { Container = s.Container with { PostStart = [Hook("fill"), Hook("warm")], PreStop = [Hook("hand-over")] } });

    private static HookDefinition Hook(string command) => new() { Command = [command] };

    [Fact]
    public void A_replica_is_ready_after_its_hooks_and_they_run_once()
    {
        _does = command => (0, "", TimeSpan.FromSeconds(command == "warm" ? 3 : 0));
        var key = Want();
        _room.UntilReady(key);
        Assert.True(_room.Status(key)!.ReadyAt - _room.Status(key)!.StartedAt >= TimeSpan.FromSeconds(3));
        _room.Loop.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(["fill", "warm"], _ran);
    }

    [Fact]
    public void One_that_fails_fails_the_replica_with_what_it_wrote_and_is_tried_again()
    {
        _does = command => command == "fill" ? (4, "one\nno such table\n", TimeSpan.Zero) : (0, "", TimeSpan.Zero);
        var key = Want();
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Failed);
        var problem = _room.Status(key)!.Problem!;
        Assert.Equal((EngineCodes.HookFailed, "The hook post_start[0] of web ended with exit code 4."), (problem.Code, problem.Message));
        Assert.Equal(["one", "no such table"], problem.Details);
        _room.Loop.RunFor(TimeSpan.FromSeconds(30));
        Assert.Equal(ReplicaPhase.Failed, _room.Status(key)!.Phase);
        Assert.DoesNotContain("warm", _ran);
        _does = _ => (0, "", TimeSpan.Zero);
        _room.UntilReady(key);
        Assert.Null(_room.Status(key)!.Problem);
    }

    [Fact]
    public void One_that_does_not_end_is_given_up()
    {
        _does = _ => (0, "", TimeSpan.FromHours(1));
        var key = Want();
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Failed, 90);
        Assert.Contains("did not end within 60 s", _room.Status(key)!.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_was_started_again_gets_them_again()
    {
        var key = Want();
        _room.UntilReady(key);
        _room.Fake.StopByHand(_room.Container(key).Id);
        _room.Until(() => _room.Status(key)!.Phase != ReplicaPhase.Ready);
        _room.UntilReady(key);
        Assert.Equal(["fill", "warm", "fill", "warm"], _ran);
    }

    [Fact]
    public void After_a_crash_of_the_platform_what_has_run_is_known()
    {
        var key = Want();
        _room.UntilReady(key);
        _room.Crash();
        _room.Loop.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(["fill", "warm"], _ran);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Before_the_stop_they_run_once_and_whatever_they_say_it_is_stopped(int exitCode)
    {
        var key = Want();
        _room.UntilReady(key);
        _does = _ => (exitCode, "", TimeSpan.FromSeconds(4));
        var (container, before) = (_room.Container(key).Id, _room.Loop.World.Time.GetUtcNow());
        _room.Unwant(key);
        _room.Until(() => _room.World.Get(key) is null);
        Assert.Equal(["fill", "warm", "hand-over"], _ran);
        Assert.True(_room.Loop.World.Time.GetUtcNow() - before >= TimeSpan.FromSeconds(4));
        Assert.True(_room.Calls.LastIndexOf($"exec {container}") < _room.Calls.IndexOf($"stop {container}"));
    }

    [Fact]
    public void They_and_the_process_share_the_time_to_stop()
    {
        _room.Behave(_ => new FakeBehaviour { StopTakes = null });
        var key = Want();
        _room.UntilReady(key);
        _does = _ => (0, "", TimeSpan.FromHours(1));
        var before = _room.Loop.World.Time.GetUtcNow();
        _room.Unwant(key);
        _room.Until(() => _room.World.Get(key) is null);
        Assert.InRange((_room.Loop.World.Time.GetUtcNow() - before).TotalSeconds, 10, 13);
    }
}
