using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Simulation.Store;

/// <summary>What holds while many write, watch and give up at once.</summary>
public abstract partial class StoreConformance
{
    private const int Writers = 6;

    protected static Key Numbered(int n) => ResourceNames.App("production", $"app{n}");

    private int Count(Key key) => Store.Current.Get<AppSpec, AppStatus>(key)?.Spec.NextRelease ?? 0;

    private static Task Many(int how, Func<int, Task> work) => Task.WhenAll(Enumerable.Range(0, how).Select(n => Task.Run(() => work(n), Cancel)));

    /// <summary>Decides on what it sees until it was not too late.</summary>
    private async Task<long> Insist(Func<World, Change[]> decide)
    {
        while (true)
        {
            var result = await Store.CommitAsync(new Transaction("test", decide(Store.Current)), Cancel);
            if (result.Committed) return result.Revision;
        }
    }

    [Fact]
    public async Task No_increment_is_lost_when_many_count_at_once()
    {
        await Commit(new PutSpec(Shop, App("shop", 0), "made"));
        await Many(Writers, async _ =>
        {
            for (var n = 0; n < 25; n++)
                await Insist(w => [new PutSpec(Shop, App("shop", w.Get(Shop)!.SpecAs<AppSpec>().NextRelease + 1), "counted", w.Get(Shop)!.Version)]);
        });
        Assert.Equal(Writers * 25, Count(Shop));
        await ReopenAsync();
        Assert.Equal(Writers * 25, Count(Shop));
        Assert.Null(AuditChain.Verify(await Events(0, Writers * 25 + 1)));
    }

    [Fact]
    public async Task What_is_moved_between_resources_is_nowhere_twice_and_nowhere_missing_whenever_somebody_looks()
    {
        await Commit([.. Enumerable.Range(0, 4).Select(n => new PutSpec(Numbered(n), App("app", 100), "made"))]);
        using var done = new CancellationTokenSource();
        var looks = 0L;
        var looking = Task.Run(() =>
        {
            for (; !done.IsCancellationRequested || looks == 0; looks++)
            {
                var world = Store.Current;
                Assert.Equal(400, Enumerable.Range(0, 4).Sum(n => world.Get(Numbered(n))!.SpecAs<AppSpec>().NextRelease));
            }
        }, Cancel);
        await Many(Writers, async seed =>
        {
            var random = new Random(seed);
            for (var n = 0; n < 25; n++)
            {
                var (from, to) = (Numbered(random.Next(2)), Numbered(2 + random.Next(2)));
                if (random.Next(2) == 0) (from, to) = (to, from);
                await Insist(w => [Moved(w.Get(from)!, -1), Moved(w.Get(to)!, 1)]);
            }
        });
        await done.CancelAsync();
        await looking;
        Assert.Equal(4 + Writers * 25 * 2, Store.Current.Revision);
        await ReopenAsync();
        Assert.Equal(400, Enumerable.Range(0, 4).Sum(n => Count(Numbered(n))));

        static PutSpec Moved(Resource r, int by) => new(r.Key, App("app", r.SpecAs<AppSpec>().NextRelease + by), "moved", r.Version);
    }

    [Fact]
    public async Task Whoever_watches_from_wherever_while_many_write_gets_each_event_once_and_in_order()
    {
        const int Before = 40, Each = 50, All = Before + Writers * Each;
        for (var n = 1; n <= Before; n++) await Commit(new PutSpec(Shop, App("shop", n), "changed"));
        // From the first event to the middle of those that are still to come.
        var watching = Enumerable.Range(0, 12).Select(w => (From: w * 15, Task: Events(w * 15, All - w * 15))).ToList();
        await Many(Writers, async w =>
        {
            for (var n = 0; n < Each; n++) await Commit(new PutSpec(Numbered(w), App("app", n), "changed"));
        });
        watching.AddRange(Enumerable.Range(0, 3).Select(w => (w * 99, Events(w * 99, All - w * 99))));
        foreach (var (from, task) in watching)
            Assert.Equal(Enumerable.Range(from + 1, All - from).Select(n => (long)n), (await task).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Whoever_is_told_of_a_change_also_sees_it()
    {
        const int Each = 300, All = Writers * Each;
        var watching = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await foreach (var e in Store.WatchAsync(0, Cancel))
            {
                Assert.True(Store.Current.Revision >= e.Sequence, $"Told of event {e.Sequence}, and sees the state as of {Store.Current.Revision}.");
                if (e.Sequence == All) break;
            }
        }, Cancel)).ToList();
        await Many(Writers, async w =>
        {
            for (var n = 0; n < Each; n++) await Commit(new PutSpec(Numbered(w), App("app", n), "changed"));
        });
        foreach (var watch in watching) await watch.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }

    [Fact]
    public async Task A_watch_of_many_pages_gives_all_of_them()
    {
        const int All = 2600;
        await Many(Writers, async w =>
        {
            foreach (var part in Enumerable.Range(0, All / 2 / Writers + 1).Chunk(40))
                await Commit([.. part.SelectMany<int, Change>(n => [new PutSpec(Numbered(w), App("app", n), "changed"), new Remark(Shop, "said")])]);
        });
        var last = (int)Store.Current.Revision;
        Assert.True(last >= All);
        Assert.Null(AuditChain.Verify(await Events(0, last)));
        Assert.Equal(Enumerable.Range(1001, last - 1000).Select(n => (long)n), (await Events(1000, last - 1000)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task A_commit_that_is_cancelled_at_any_moment_is_there_whole_or_not_at_all_and_says_which()
    {
        await Many(Writers, async seed =>
        {
            var random = new Random(seed);
            for (var n = 0; n < 40; n++)
            {
                var (one, other) = (ResourceNames.App("production", $"one{seed}-{n}"), ResourceNames.App("production", $"other{seed}-{n}"));
                using var stop = new CancellationTokenSource();
                var committing = Store.CommitAsync(new Transaction("test", new PutSpec(one, App("one"), "made", 0), new PutSpec(other, App("other"), "made", 0)), stop.Token).AsTask();
                for (var spin = random.Next(2000); spin > 0; spin--) Thread.SpinWait(1);
                await stop.CancelAsync();
                var committed = false;
                try
                {
                    committed = (await committing).Committed;
                }
                catch (OperationCanceledException)
                {
                    // Then nothing of it may be there, now or later.
                }
                await Commit(new Remark(Shop, "said"));
                Assert.Equal((committed, committed), (Store.Current.Get(one) is not null, Store.Current.Get(other) is not null));
            }
        });
        var (revision, seen) = (Store.Current.Revision, Store.Current.All().Select(r => r.Key).ToList());
        await ReopenAsync();
        Assert.Equal((revision, seen.Count), (Store.Current.Revision, Store.Current.All().Count()));
        Assert.Equal(seen, Store.Current.All().Select(r => r.Key));
    }

    [Fact]
    public async Task Any_text_that_a_person_may_give_is_kept_and_the_chain_still_holds()
    {
        await Commit(new PutSpec(Shop, App("quote ' \\ \" {} $1 \u2028 \U0001F6A2"), "a lone half \ud83d, a NUL \0, a newline \n and \U0001F6A2"));
        await ReopenAsync();
        var said = Assert.Single(await Events(0, 1));
        Assert.Equal("a lone half \ufffd, a NUL \ufffd, a newline \n and \U0001F6A2", said.Because);
        Assert.Null(AuditChain.Verify([said]));
        Assert.Equal("quote ' \\ \" {} $1 \u2028 \U0001F6A2", Store.Current.Get(Shop)!.SpecAs<AppSpec>().Name);
    }
}
