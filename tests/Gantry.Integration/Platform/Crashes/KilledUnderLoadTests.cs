using System.Diagnostics;
using System.Globalization;
using Gantry.Integration.Platform.Crashes.UnderLoad;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Store;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Crashes;

/// <summary>gantryd dies without notice, again and again, while clients write: nothing that it has said yes to or told of is lost.</summary>
public sealed class KilledUnderLoadTests : PlatformTest
{
    private const int Writers = 6;

    /// <summary>So many of an app's rollouts stay.</summary>
    private const int Kept = 20;
    private static readonly int Kills = Rounds.Of(10, 1000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task On_SQLite_every_acknowledged_write_is_kept_and_the_watch_has_every_event_once() => ProveAsync(null);

    [Fact]
    public async Task On_PostgreSQL_every_acknowledged_write_is_kept_and_the_watch_has_every_event_once()
    {
        await using var server = new OwnPostgres();
        await server.InitializeAsync();
        await ProveAsync((await server.DatabaseAsync()).Address);
    }

    private async Task ProveAsync(string? store)
    {
        var seed = Rounds.Seed;
        // The whole chain is compared with what was told.
        var variables = new Dictionary<string, string> { ["GANTRY_AUDIT_KEEP"] = "100000000" };
        if (store is not null) variables["GANTRY_STORE"] = store;
        var platform = Own(new TestPlatform(variables: variables));
        await platform.StartAgainAsync();
        foreach (var server in Processes.Of(platform.Home, "gantryd")) await TestPlatform.KillAsync(server);
        using var stop = new CancellationTokenSource();
        var (told, heard) = (new Trigger(), new Trigger());
        List<Writer> writers = [.. Enumerable.Range(0, Writers).Select(n => new Writer(platform.Home, n, seed, told))];
        var witness = new Witness(platform.Api, heard);
        List<Task> writing = [.. writers.Select(w => Task.Run(() => w.RunAsync(stop.Token)))];
        using var end = new CancellationTokenSource();
        var watching = Task.Run(() => witness.RunAsync(end.Token));
        try
        {
            await KillAsync(platform, seed, writers, [.. writing, watching], [told, heard]);
            await stop.CancelAsync();
            await Task.WhenAll(writing);
            await EndAsync(platform, witness, watching);
            await end.CancelAsync();
            await watching;
            await JudgeAsync(platform, writers, witness);
        }
        finally
        {
            await stop.CancelAsync();
            await end.CancelAsync();
            await Task.WhenAny(Task.WhenAll([.. writing, watching]));
            foreach (var writer in writers) writer.Dispose();
        }
        // Its apps never were, so that there is nothing to take down but the platform itself.
        (await platform.GantryAsync("platform", "stop")).Expect(0);
        platform.Failed();
        await platform.DisposeAsync();
    }

    /// <summary>It is alive when this returns.</summary>
    private static async Task KillAsync(TestPlatform platform, int seed, IReadOnlyList<Writer> writers, IReadOnlyList<Task> others, Trigger[] triggers)
    {
        var random = new Random(seed);
        var (began, start) = (Stopwatch.GetTimestamp(), TimeSpan.FromMilliseconds(500));
        for (var round = 1; round <= Kills; round++)
        {
            await Eventually.HoldsAsync("nobody has the store", Patience, () => IsFree(Path.Combine(platform.Home, "store", "lock")));
            await using var server = platform.BeginServer();
            var (starts, written) = (Stopwatch.GetTimestamp(), writers.Sum(w => w.Count));
            // Some do not live to see their start end, some die of their first requests, most in the midst of work.
            var longest = TimeSpan.FromMilliseconds(400);
            if (round % 5 == 0) longest = start;
            else if (round % 5 == 1)
            {
                await BecomesAsync("gantryd serves", server, others, () => EnginePing.AnswersAsync(Path.Combine(platform.Home, "run", "gantryd.sock")));
                start = Stopwatch.GetElapsedTime(starts);
            }
            else await BecomesAsync("gantryd writes", server, others, () => Task.FromResult(writers.Sum(w => w.Count) > written));
            await Task.Delay(longest * random.NextDouble(), TimeProvider.System, TestContext.Current.CancellationToken);
            // Any moment will do, but the worst is that at which somebody has just been told.
            if (round % 5 is 2 or 3) triggers[round % 5 - 2].Arm(server.Kill);
            else server.Kill();
            await server.EndAsync(Patience);
            if (round % 100 == 0 || round == Kills)
                Say(string.Create(CultureInfo.InvariantCulture, $"{round} kills (seed {seed}), one in {Stopwatch.GetElapsedTime(began).TotalSeconds / round:0.00} s; {writers.Sum(w => w.Count)} writes acknowledged"));
        }
        foreach (var trigger in triggers) trigger.Disarm();
        await platform.StartAgainAsync();
    }

    /// <summary>What the dead one was just about to start has its files open too, until it has begun.</summary>
    private static bool IsFree(string file)
    {
        try
        {
            using var taken = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task BecomesAsync(string what, ProgramRun server, IReadOnlyList<Task> others, Func<Task<bool>> look) => Eventually.HoldsAsync(what, Patience, async () =>
    {
        if (others.FirstOrDefault(o => o.IsFaulted) is { } failed) await failed;
        Assert.False(server.Ended, "gantryd ended by itself: see its log below.");
        return await look();
    });

    /// <summary>Every rollout has ended, and the watch has told of everything.</summary>
    private static async Task EndAsync(TestPlatform platform, Witness witness, Task watching)
    {
        await Eventually.BecomesAsync("every rollout has ended", Patience, async () => (await platform.Api.ResourcesAsync("Rollout"))
            .Count(r => (string?)r["status"]?["phase"] is not ("Live" or "Failed")), left => left == 0);
        await Eventually.BecomesAsync("the watch has told of everything", Patience, async () =>
        {
            if (watching.IsFaulted) await watching;
            return (long)(await platform.Api.StatusAsync())["revision"]! - witness.Last;
        }, left => left == 0);
    }

    private static async Task JudgeAsync(TestPlatform platform, IReadOnlyList<Writer> writers, Witness witness)
    {
        (await platform.GantryAsync("audit", "verify")).Expect(0);
        List<Told> chain = [.. (await platform.Api.ChainAsync()).Select(Told.Of)];
        foreach (var (told, kept) in witness.Seen.Zip(chain)) Assert.True(told == kept, $"The watch told of {told}, and the chain has {kept}");
        Assert.Equal(chain.Count, witness.Seen.Count);
        var rollouts = (await platform.Api.ResourcesAsync("Rollout")).Select(r => (string)r["name"]!).ToHashSet();
        var apps = (await platform.Api.ResourcesAsync("App")).ToDictionary(a => (string)a["name"]!, a => (int?)a["status"]?["forgotten"] ?? 0);
        List<Acknowledged> written = [.. writers.SelectMany(w => w.Written)];
        foreach (var group in written.GroupBy(w => w.App))
        {
            // Only the newest are kept, and all of these: what is below them is in the chain.
            var there = rollouts.Count(r => r.StartsWith(group.Key + ".", StringComparison.Ordinal));
            Assert.True(apps[group.Key] == 0 || there == Kept, $"{there} rollouts of {group.Key} are there, and those up to {apps[group.Key]} were let go of.");
        }
        foreach (var (app, rollout, revision) in written)
        {
            Assert.True(rollout <= apps[app] || rollouts.Contains($"{app}.{rollout}"), $"Rollout {rollout} of {app} was acknowledged and is gone.");
            var said = chain[(int)revision + 1];
            Assert.True(said.Key == $"Rollout production/{app}.{rollout}" && said.Type == "spec", $"Rollout {rollout} of {app} was acknowledged as event {revision + 2}, which is {said}");
        }
        Assert.Equal(written.Count, written.DistinctBy(w => (w.App, w.Rollout)).Count());
        Say($"{written.Count} writes acknowledged, {writers.Sum(w => w.Unknown)} of unknown fate, {rollouts.Count} there; {chain.Count} events, each told once");
        // Otherwise nothing was proven.
        Assert.True(written.Count > Kills, $"Only {written.Count} writes were acknowledged.");
    }
}
