using Gantry.Control;
using Gantry.Resources.Apps;
using Gantry.Store;

namespace Gantry.Simulation.Store;

/// <summary>What every store must do that outlives its process.</summary>
public abstract partial class DurableStoreConformance : StoreConformance
{
    private IPlatformStore? _open;

    protected IPlatformStore Open => _open!;

    /// <summary>Opens it, whatever comes of that.</summary>
    protected abstract StoreOpening TryOpen();

    /// <summary>Makes the closed store one of an older version that holds what it holds, or of one that is to come.</summary>
    protected abstract ValueTask MakeVersionAsync(int version);

    /// <summary>The newest version of the schema.</summary>
    protected abstract ValueTask<int> VersionAsync();

    /// <summary>What keeps the store from being written, until it is disposed of.</summary>
    protected abstract ValueTask<IAsyncDisposable> TakeAwayAsync();

    /// <summary>The bytes that the store's events take on the disk, once the database has cleaned up after itself.</summary>
    protected abstract ValueTask<long> SizeAsync();

    protected override async ValueTask<IResourceStore> OpenAsync()
    {
        var opening = TryOpen();
        Assert.Null(opening.Problem);
        _open = opening.Store;
        await Open.Leadership.LeadAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        return Open;
    }

    protected override async ValueTask CloseAsync()
    {
        if (_open is not null) await _open.DisposeAsync();
        _open = null;
    }

    public override async ValueTask DisposeAsync()
    {
        Assert.Null(_open?.Verify());
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_store_of_the_first_version_is_brought_up_to_date_and_keeps_everything()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"), new PutStatus(Shop, new AppStatus { Live = 1 }, "seen"));
        Open.Facts.Set("platform", "a1b2");
        var (head, newest) = (Open.Head, await VersionAsync());
        await CloseAsync();
        await MakeVersionAsync(1);
        await ReopenAsync();
        Assert.Equal(newest, await VersionAsync());
        Assert.Equal((2, head, "a1b2"), (Store.Current.Revision, Open.Head, Open.Facts.Get("platform")));
        Assert.True((await Commit(new PutSpec(Shop, App("shop", 2), "changed", 2))).Committed);
        Assert.Null(Open.Verify());
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        var newest = await VersionAsync();
        await CloseAsync();
        await MakeVersionAsync(99);
        var refused = TryOpen().Problem;
        Assert.Equal("store.newer", refused?.Code);
        Assert.Contains("99", refused!.Message);
        await MakeVersionAsync(newest);
        await ReopenAsync();
        Assert.Equal(1, Store.Current.Revision);
    }

    [Fact]
    public async Task Every_opening_has_a_higher_fence_than_the_one_before()
    {
        var fences = new List<long>();
        for (var n = 0; n < 4; n++)
        {
            Assert.True(Open.Leadership.Holds);
            fences.Add(Open.Leadership.Fence);
            await ReopenAsync();
        }
        Assert.Equal(fences.Order().Distinct(), fences);
    }

    [Fact]
    public async Task While_it_is_away_commits_fail_and_what_is_known_can_be_read_and_then_it_goes_on_by_itself()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        // It has read what is old and waits for what is new.
        var watching = Events(1, 1);
        await using (await TakeAwayAsync())
        {
            var said = await Assert.ThrowsAnyAsync<StoreUnavailableException>(async () => await Commit(new PutSpec(Blog, App("blog"), "made")));
            Assert.NotEmpty(said.Message);
            Assert.Equal((1, "shop"), (Store.Current.Revision, Store.Current.Get(Shop)!.SpecAs<AppSpec>().Name));
            Assert.Null(Store.Current.Get(Blog));
        }
        await BackAsync();
        Assert.True((await Commit(new PutSpec(Blog, App("blog"), "made, at last", 0))).Committed);
        Assert.Equal("made, at last", Assert.Single(await watching).Because);
        Assert.Null(Open.Verify());
    }

    [Fact]
    public async Task Waiting_transactions_share_a_flush_and_are_still_judged_one_by_one()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(n => Store.CommitAsync(
            new Transaction($"w{n}", new PutSpec(Shop, App("shop", n), "raced", n % 10 == 0 ? 1 : null)), Cancel).AsTask()));
        // Only the first may still have decided on the newest version.
        Assert.InRange(results.Count(r => !r.Committed), 49, 50);
        Assert.Null(Open.Verify());
    }

    [Fact]
    public async Task Facts_are_kept()
    {
        Assert.Null(Open.Facts.Get("platform"));
        Assert.Equal("a1b2", Open.Facts.GetOrAdd("platform", () => "a1b2"));
        await ReopenAsync();
        Assert.Equal("a1b2", Open.Facts.GetOrAdd("platform", () => "c3d4"));
        Open.Facts.Set("platform", "e5f6");
        Assert.Equal("e5f6", Open.Facts.Get("platform"));
    }

    /// <summary>Waits until the store can be written again: that takes as long as it takes, and nothing has to be done for it.</summary>
    private async Task BackAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await Store.CommitAsync(new Transaction("test"), Cancel);
                if (Open.Leadership.Holds) return;
                // Leading has run out meanwhile; whoever acts asks for it again.
                await Open.Leadership.LeadAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            }
            catch (StoreUnavailableException) when (TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
            }
        }
    }

    [Fact]
    public async Task A_watch_that_goes_on_keeps_nothing_of_what_it_has_told()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        await using var watch = Store.WatchAsync(Store.Current.Revision, deadline.Token).GetAsyncEnumerator(deadline.Token);
        var old = await AdvanceAsync(watch, 2);
        for (var release = 3; release < 8; release++) await AdvanceAsync(watch, release);
        // Threads of the store may still be on their way out of what they did last.
        while (old.IsAlive)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
            GC.Collect();
        }
    }

    /// <returns>The state that was then.</returns>
    private async Task<WeakReference> AdvanceAsync(IAsyncEnumerator<ResourceEvent> watch, int release)
    {
        var next = watch.MoveNextAsync().AsTask();
        await Commit(new PutSpec(Shop, App("shop", release), "changed"));
        Assert.True(await next);
        return new WeakReference(Store.Current);
    }
}
