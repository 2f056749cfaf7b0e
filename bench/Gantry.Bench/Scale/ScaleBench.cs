using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Gantry.Control;
using Gantry.Control.Loop;
using Gantry.Engine;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Edges;
using Gantry.Resources.Platforms;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts;
using Gantry.Rollouts.Decisions;
using Gantry.Store;
using Gantry.Traffic;

namespace Gantry.Bench.Scale;

/// <summary>The control plane with many services on an engine that costs nothing: how long a release takes, memory, and what it does when nothing happens.</summary>
internal static class ScaleBench
{
    /// <summary>Of the app whose releases are timed.</summary>
    private const int ServicesOfTheFirst = 10;

    /// <summary>Of all others: there are 192 networks on a platform, so 10,000 services are not of a thousand apps.</summary>
    private const int ServicesOfTheOthers = 60;

    /// <summary>How many apps start at the same time.</summary>
    private const int AtOnce = 8;
    private static readonly PlatformIdentity Platform = new("abcdef123456", "10.201");
    /// <summary>The work before it leaves the runtime something to do: compiling what was used often, giving memory back. Once nothing
    /// has been compiled for so long, more than a look at everything, it rests.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(4);

    /// <summary>For one app.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Two rounds of looking at everything.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    /// <summary>Each size in a process of its own. The exit code.</summary>
    public static async Task<int> RunAllAsync()
    {
        foreach (var services in (int[])[100, 1_000, 10_000])
        {
            using var process = Process.Start(Environment.ProcessPath!, ["scale", services.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) return process.ExitCode;
        }
        return 0;
    }

    public static async Task<int> RunAsync(int services)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-bench-").FullName;
        try
        {
            using var store = StoreModule.Open(folder, TimeProvider.System).Store ?? throw new InvalidOperationException("the store is in use");
            await store.CommitAsync(new Transaction("bench", new PutSpec(ResourceNames.Edge("local"), new EdgeSpec { Socket = "none" }, "measured")), CancellationToken.None);
            using var stop = new CancellationTokenSource();
            var loop = Task.WhenAll(Loop(store).RunAsync(stop.Token), new IdleHeap(store, TimeProvider.System).RunAsync(stop.Token));
            var all = await TimeAsync(async () =>
            {
                var apps = 1 + ((services - ServicesOfTheFirst + ServicesOfTheOthers - 1) / ServicesOfTheOthers);
                for (var app = 0; app < apps; app++)
                {
                    await UpAsync(store, app, "v1");
                    if (app >= AtOnce) await LiveAsync(store, app - AtOnce, 1);
                }
                for (var app = Math.Max(0, apps - AtOnce); app < apps; app++) await LiveAsync(store, app, 1);
            });
            var one = new Series("a release");
            for (var round = 2; round <= 12; round++)
            {
                one.Add(await TimeAsync(async () =>
                {
                    await UpAsync(store, 0, $"v{round}");
                    await LiveAsync(store, 0, round);
                }));
            }
            await SettleAsync();
            using var me = Process.GetCurrentProcess();
            var (memory, before) = (me.WorkingSet64 / 1e6, me.TotalProcessorTime);
            await Task.Delay(Idle);
            me.Refresh();
            var share = (me.TotalProcessorTime - before) / Idle;
            await stop.CancelAsync();
            await loop;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{services,6} services: all live after {all.TotalSeconds,6:0.0} s ({all.TotalMilliseconds / services:0.0} ms each), a release of {ServicesOfTheFirst} services takes {one.Median:0} ms, {memory:0} MB, idle {share * 100:0.00} % of a core"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SettleAsync()
    {
        var (began, since, compiled) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), JitInfo.GetCompiledMethodCount());
        while (Stopwatch.GetElapsedTime(since) < Rest && Stopwatch.GetElapsedTime(began) < LongestSettling)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            if (JitInfo.GetCompiledMethodCount() == compiled) continue;
            (since, compiled) = (Stopwatch.GetTimestamp(), JitInfo.GetCompiledMethodCount());
        }
    }

    private static ControllerLoop Loop(IResourceStore store)
    {
        var engine = new NullEngine();
        return new ControllerLoop(store,
            [
                RolloutsModule.Controller(store, Platform, TimeProvider.System),
                TrafficModule.Controller(store, new NullEdge(), Platform.Id, "local", TimeProvider.System),
                .. EngineModule.Controllers(store, engine, engine, Platform, TimeProvider.System),
            ],
            TimeProvider.System, new ControllerLoopOptions { Concurrency = 64 });
    }

    private static async Task UpAsync(IResourceStore store, int app, string version)
    {
        while (true)
        {
            var request = new Request(store.Current, Platform, "production", $"app{app}", "bench", TimeProvider.System.GetUtcNow());
            var accepted = RolloutRequests.Up(request, Release(app, version, request.Now));
            if (accepted.Problems.Count > 0) throw new InvalidOperationException(accepted.Problems[0].ToString());
            if ((await store.CommitAsync(accepted.Transaction!, CancellationToken.None)).Committed) return;
        }
    }

    private static async Task LiveAsync(IResourceStore store, int app, int release)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var key = ResourceNames.App("production", $"app{app}");
        try
        {
            var from = store.Current.Revision;
            if (Live()) return;
            await foreach (var e in store.WatchAsync(from, deadline.Token))
            {
                if (e.Key == key && Live()) return;
            }
        }
        catch (OperationCanceledException)
        {
            var rollout = store.Current.Get<RolloutSpec, RolloutStatus>(ResourceNames.Rollout("production", $"app{app}", release));
            var done = store.Current.List<AppSpec, AppStatus>(Kinds.App).Count(a => a.Status?.Live is not null);
            throw new TimeoutException($"app{app} is not live after {Patience.TotalSeconds:0} s; {done} apps are; its rollout: {rollout?.Status?.Phase}, step {rollout?.Status?.Step} of {rollout?.Spec.Plan.Steps.Count}");
        }

        bool Live() => store.Current.Get<AppSpec, AppStatus>(key)?.Status?.Live == release;
    }

    private static Gantry.Resources.Releases.ReleaseSpec Release(int app, string version, DateTimeOffset now)
    {
        var definition = new AppDefinition
        {
            Name = $"app{app}", Environment = "production", ProjectDirectory = "/p",
            Services = [.. Enumerable.Range(0, app == 0 ? ServicesOfTheFirst : ServicesOfTheOthers).Select(n => new ServiceDefinition
            {
                Name = $"service{n}", Image = "image", Expose = [8080], Networks = [new NetworkAttachment("default")],
                Environment = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["VERSION"] = version },
                Routes = n == 0 ? [new RouteRule($"app{app}.test", "/", 8080)] : [],
            })],
        };
        var (release, problems) = ReleaseFactory.Make(definition, definition.Services.ToDictionary(s => s.Name, _ => new ImageFacts { Id = "sha256:1", Name = "image" }), 0, "bench", now);
        return release ?? throw new InvalidOperationException(problems[0].ToString());
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began);
    }
}
