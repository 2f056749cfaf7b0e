using System.Runtime.CompilerServices;
using Gantry.Control;
using Gantry.Control.Loop;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Simulation.Store;

namespace Gantry.Simulation.Loop;

public sealed class ControllerLoopTests
{
    private static readonly Key Shop = ResourceNames.App("production", "shop");

    private readonly SimLoop _loop = new(1);
    private readonly MemoryStore _store;
    private readonly Probe _probe;
    private readonly CancellationTokenSource _stop = new();
    private Task? _running;

    public ControllerLoopTests()
    {
        _store = new MemoryStore(new MemoryDisk(), _loop.World.Time);
        _probe = new Probe(_loop);
    }

    private void Start(ControllerLoopOptions? options = null) => _loop.World.Start(() =>
        _running = new ControllerLoop(_store, [_probe], _loop.World.Time, (options ?? new()) with { Resync = TimeSpan.FromSeconds(30) }).RunAsync(_stop.Token));

    private void Put(Key key, int release = 1) => _loop.World.Start(async () =>
        await _store.CommitAsync(new Transaction("test", new PutSpec(key, new AppSpec { Name = key.Name, NextRelease = release }, "changed")), default));

    [Fact]
    public void Every_key_is_looked_at_once_at_the_start_and_then_when_something_happens()
    {
        Put(Shop);
        _loop.RunFor(TimeSpan.FromSeconds(1));
        Start();
        _loop.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(["shop"], _probe.Seen);
        Put(Shop, 2);
        Put(ResourceNames.App("production", "blog"));
        _loop.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(["blog", "shop", "shop"], _probe.Seen.Order());
    }

    [Fact]
    public void A_key_is_worked_on_by_one_at_a_time_and_several_keys_at_once()
    {
        _probe.Takes = TimeSpan.FromSeconds(2);
        Start(new ControllerLoopOptions { Concurrency = 3 });
        for (var n = 0; n < 6; n++)
        {
            Put(Shop, n);
            Put(ResourceNames.App("production", $"app{n}"));
            _loop.RunFor(TimeSpan.FromMilliseconds(100));
        }
        _loop.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal(1, _probe.MostOfOneKey);
        Assert.Equal(3, _probe.Most);
        Assert.Equal(2, _probe.Seen.Count(k => k == "shop"));
    }

    [Fact]
    public void It_comes_again_when_it_asked_to_be_called()
    {
        _probe.Again = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), null];
        Put(Shop);
        Start();
        _loop.RunFor(TimeSpan.FromSeconds(25));
        Assert.Equal([0, 5, 6], _probe.Times.Select(t => Math.Round(t.TotalSeconds)));
    }

    [Fact]
    public void Failures_of_all_kinds_are_tried_again_and_nothing_else_stands_still()
    {
        _probe.Fail = [new StoreUnavailableException("full"), new InvalidOperationException("a bug"), new OperationCanceledException(), new TimeoutException()];
        Put(Shop);
        Put(ResourceNames.App("production", "blog"));
        Start();
        _loop.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal(4, _probe.Failed);
        Assert.Contains("shop", _probe.Well);
        Assert.Contains("blog", _probe.Well);
        Assert.False(_running!.IsCompleted);
    }

    [Fact]
    public void A_broken_view_of_the_outside_is_taken_up_again_and_everything_looked_at_for_what_was_missed()
    {
        Put(Shop);
        _probe.OutsideBreaks = 1;
        Start();
        _loop.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal(2, _probe.Seen.Count(k => k == "shop"));
        Assert.Contains("outside", _probe.Seen);
    }

    [Fact]
    public void What_nobody_told_of_is_found_by_looking_at_everything_now_and_then()
    {
        Put(Shop);
        _loop.RunFor(TimeSpan.FromSeconds(1));
        _probe.Deaf = true;
        Start();
        _loop.RunFor(TimeSpan.FromSeconds(5));
        Put(ResourceNames.App("production", "blog"));
        _loop.RunFor(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("blog", _probe.Seen);
        _loop.RunFor(TimeSpan.FromSeconds(10));
        Assert.Contains("blog", _probe.Seen);
    }

    [Fact]
    public void It_stops_cleanly_in_the_midst_of_work()
    {
        _probe.Takes = TimeSpan.FromHours(1);
        Put(Shop);
        Start();
        _loop.RunFor(TimeSpan.FromSeconds(5));
        _loop.World.Start(_stop.Cancel);
        Assert.True(_loop.RunUntil(() => _running!.IsCompleted, TimeSpan.FromSeconds(1)));
        Assert.True(_running!.IsCompletedSuccessfully);
    }

    [Fact]
    public void Killed_at_any_point_nothing_of_it_ever_runs_again()
    {
        var life = new Incarnation(_loop, "gantryd");
        var probe = new Probe(_loop);
        life.Start(async () => await new ControllerLoop(_store, [probe], life.Time).RunAsync(default));
        Put(Shop);
        _loop.RunFor(TimeSpan.FromSeconds(40));
        var seen = probe.Seen.Count;
        Assert.NotEqual(0, seen);
        life.Kill();
        Put(Shop, 2);
        _loop.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(seen, probe.Seen.Count);
    }

    /// <summary>A controller that notes what it is called for.</summary>
    private sealed class Probe(SimLoop loop) : IController
    {
        private readonly Dictionary<string, int> _atWork = [];
        private int _round;

        public TimeSpan Takes { get; set; }
        public List<TimeSpan?> Again { get; set; } = [];
        public List<Exception> Fail { get; set; } = [];
        public int OutsideBreaks { get; set; }
        public bool Deaf { get; set; }
        public List<string> Seen { get; } = [];
        public List<string> Well { get; } = [];
        public List<TimeSpan> Times { get; } = [];
        public int Failed { get; private set; }
        public int MostOfOneKey { get; private set; }
        public int Most { get; private set; }
        public string Name => "probe";

        public IEnumerable<string> AllKeys(World world) => world.List(Kinds.App).Select(a => a.Key.Name);

        public IEnumerable<string> KeysFor(ResourceEvent change, World world) => Deaf ? [] : [change.Key.Name];

        public async IAsyncEnumerable<string> OutsideAsync([EnumeratorCancellation] CancellationToken cancel)
        {
            if (OutsideBreaks == 0) yield break;
            await Task.Delay(TimeSpan.FromSeconds(2), loop.World.Time, cancel);
            if (--OutsideBreaks == 0)
            {
                OutsideBreaks = -1;
                throw new IOException("cut");
            }
            yield return "outside";
        }

        public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
        {
            Seen.Add(key);
            Times.Add(loop.Now);
            _atWork[key] = _atWork.GetValueOrDefault(key) + 1;
            MostOfOneKey = Math.Max(MostOfOneKey, _atWork[key]);
            Most = Math.Max(Most, _atWork.Values.Sum());
            try
            {
                if (Takes > TimeSpan.Zero) await Task.Delay(Takes, loop.World.Time, cancel);
                if (key == "shop" && Failed < Fail.Count) throw Fail[Failed++];
                Well.Add(key);
                return _round < Again.Count ? Again[_round++] : null;
            }
            finally
            {
                _atWork[key]--;
            }
        }
    }
}
