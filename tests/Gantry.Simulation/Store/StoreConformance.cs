using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Edges;

namespace Gantry.Simulation.Store;

/// <summary>What every store must do. A store is held to it by deriving from this.</summary>
public abstract partial class StoreConformance : IAsyncLifetime
{
    protected static readonly Key Shop = ResourceNames.App("production", "shop");
    protected static readonly Key Blog = ResourceNames.App("production", "blog");

    private IResourceStore? _store;

    protected IResourceStore Store => _store!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens what <see cref="CloseAsync"/> has closed, or an empty store at first.</summary>
    protected abstract ValueTask<IResourceStore> OpenAsync();

    protected abstract ValueTask CloseAsync();

    public virtual async ValueTask InitializeAsync() => _store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected async ValueTask ReopenAsync()
    {
        await CloseAsync();
        _store = await OpenAsync();
    }

    protected static AppSpec App(string name, int release = 1) => new() { Name = name, NextRelease = release };

    protected ValueTask<CommitResult> Commit(params Change[] changes) => Store.CommitAsync(new Transaction("test", changes), Cancel);

    protected async Task<List<ResourceEvent>> Events(long after, int count)
    {
        var events = new List<ResourceEvent>();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await foreach (var e in Store.WatchAsync(after, deadline.Token))
        {
            events.Add(e);
            if (events.Count == count) break;
        }
        return events;
    }

    [Fact]
    public async Task A_commit_is_seen_by_who_has_its_acknowledgement()
    {
        var result = await Commit(new PutSpec(Shop, App("shop"), "made"));
        Assert.True(result.Committed);
        Assert.Equal(1, result.Revision);
        Assert.Equal(1, Store.Current.Revision);
        Assert.Equal("shop", Store.Current.Get<AppSpec, AppStatus>(Shop)!.Spec.Name);
        Assert.Equal((1, 1), (Store.Current.Get(Shop)!.Version, Store.Current.Get(Shop)!.Generation));
    }

    [Fact]
    public async Task A_transaction_happens_whole_or_not_at_all()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        var result = await Commit(new PutSpec(Blog, App("blog"), "made"), new PutSpec(Shop, App("shop", 2), "changed", ExpectedVersion: 7));
        Assert.Equal(Shop, result.Conflict);
        Assert.Null(Store.Current.Get(Blog));
        Assert.Equal(1, Store.Current.Revision);
        await ReopenAsync();
        Assert.Null(Store.Current.Get(Blog));
        Assert.Single(await Events(0, 1));
    }

    [Fact]
    public async Task Who_decided_on_an_older_version_is_refused()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        await Commit(new PutSpec(Shop, App("shop", 2), "changed", 1));
        Assert.Equal(Shop, (await Commit(new PutSpec(Shop, App("shop", 3), "changed", 1))).Conflict);
        Assert.Equal(Shop, (await Commit(new PutStatus(Shop, new AppStatus(), "seen", 1))).Conflict);
        Assert.Equal(Shop, (await Commit(new Delete(Shop, "gone", 1))).Conflict);
        Assert.True((await Commit(new PutSpec(Shop, App("shop", 3), "changed", 2))).Committed);
    }

    [Fact]
    public async Task Version_0_means_that_it_must_not_exist()
    {
        Assert.True((await Commit(new PutSpec(Shop, App("shop"), "made", 0))).Committed);
        Assert.Equal(Shop, (await Commit(new PutSpec(Shop, App("shop", 2), "made", 0))).Conflict);
        Assert.Equal(1, Store.Current.Get<AppSpec, AppStatus>(Shop)!.Spec.NextRelease);
        await Commit(new Delete(Shop, "gone"));
        Assert.True((await Commit(new PutSpec(Shop, App("shop"), "made", 0))).Committed);
    }

    [Fact]
    public async Task A_status_leaves_the_spec_and_a_spec_leaves_the_status()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        await Commit(new PutStatus(Shop, new AppStatus { Live = 4 }, "seen"));
        Assert.Equal("shop", Store.Current.Get<AppSpec, AppStatus>(Shop)!.Spec.Name);
        await Commit(new PutSpec(Shop, App("shop", 5), "changed"));
        var now = Store.Current.Get<AppSpec, AppStatus>(Shop)!;
        Assert.Equal((5, 4), (now.Spec.NextRelease, now.Status!.Live));
        await ReopenAsync();
        Assert.Equal((5, 4), (Store.Current.Get<AppSpec, AppStatus>(Shop)!.Spec.NextRelease, Store.Current.Get<AppSpec, AppStatus>(Shop)!.Status!.Live));
    }

    [Fact]
    public async Task A_status_of_what_does_not_exist_is_a_conflict() =>
        Assert.Equal(Shop, (await Commit(new PutStatus(Shop, new AppStatus(), "seen"))).Conflict);

    [Fact]
    public async Task The_generation_counts_changes_of_the_spec_alone()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        await Commit(new PutStatus(Shop, new AppStatus { Live = 4 }, "seen"));
        Assert.Equal((2, 1), (Store.Current.Get(Shop)!.Version, Store.Current.Get(Shop)!.Generation));
        await Commit(new PutSpec(Shop, App("shop"), "the same again"));
        Assert.Equal((3, 1), (Store.Current.Get(Shop)!.Version, Store.Current.Get(Shop)!.Generation));
        await Commit(new PutSpec(Shop, App("shop", 2), "changed"));
        Assert.Equal((4, 2), (Store.Current.Get(Shop)!.Version, Store.Current.Get(Shop)!.Generation));
        await ReopenAsync();
        Assert.Equal((4, 2), (Store.Current.Get(Shop)!.Version, Store.Current.Get(Shop)!.Generation));
    }

    [Fact]
    public async Task One_transaction_may_make_a_resource_and_its_status_and_judges_versions_as_they_were_before_it()
    {
        Assert.True((await Commit(new PutSpec(Shop, App("shop"), "made", 0), new PutStatus(Shop, new AppStatus { Live = 1 }, "seen", 0))).Committed);
        Assert.Equal(2, Store.Current.Get(Shop)!.Version);
        Assert.True((await Commit(new PutSpec(Shop, App("shop", 2), "changed", 2), new PutStatus(Shop, new AppStatus { Live = 2 }, "seen", 2))).Committed);
    }

    [Fact]
    public async Task Deleting_what_is_not_there_makes_no_event()
    {
        Assert.True((await Commit(new Delete(Shop, "gone"))).Committed);
        Assert.Equal(0, Store.Current.Revision);
        Assert.Equal(Shop, (await Commit(new Delete(Shop, "gone", 3))).Conflict);
    }

    [Fact]
    public async Task An_empty_transaction_commits_without_an_event()
    {
        Assert.True((await Commit()).Committed);
        Assert.Equal(0, Store.Current.Revision);
    }

    [Fact]
    public async Task Every_change_is_one_event_in_the_order_written()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"), new PutStatus(Shop, new AppStatus(), "seen"), new Remark(Shop, "repaired"), new Delete(Shop, "gone"));
        var events = await Events(0, 4);
        Assert.Equal([1, 2, 3, 4], events.Select(e => e.Sequence));
        Assert.Equal([EventType.Spec, EventType.Status, EventType.Remark, EventType.Deleted], events.Select(e => e.Type));
        Assert.Equal(["made", "seen", "repaired", "gone"], events.Select(e => e.Because));
        Assert.All(events, e => Assert.Equal(("test", Shop), (e.Actor, e.Key)));
        Assert.Equal([true, true, false, false], events.Select(e => e.ContentHash.Length == 64));
        Assert.Null(Store.Current.Get(Shop));
    }

    [Fact]
    public async Task Watching_starts_after_any_event_and_goes_on_live_without_gap_or_duplicate()
    {
        for (var n = 1; n <= 1200; n++) await Commit(new PutSpec(Shop, App("shop", n), "changed"));
        var watching = Events(300, 1700);
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(async w =>
        {
            for (var n = 0; n < 200; n++) await Commit(new PutStatus(Shop, new AppStatus { Live = w * 1000 + n }, "seen"));
        }));
        await writing;
        Assert.Equal(Enumerable.Range(301, 1700).Select(n => (long)n), (await watching).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Watching_from_just_before_the_end_gives_the_last_event_and_from_beyond_it_only_what_comes_then()
    {
        for (var n = 1; n <= 3; n++) await Commit(new PutSpec(Shop, App("shop", n), "changed"));
        var (last, beyond) = (Events(2, 1), Events(4, 1));
        for (var n = 4; n <= 5; n++) await Commit(new PutSpec(Shop, App("shop", n), "changed"));
        Assert.Equal(3, (await last)[0].Sequence);
        Assert.Equal(5, (await beyond)[0].Sequence);
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_cancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var seen = new TaskCompletionSource();
        var watching = Task.Run(async () =>
        {
            await foreach (var _ in Store.WatchAsync(0, stop.Token)) seen.TrySetResult();
        }, Cancel);
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        await seen.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task Of_many_who_decided_on_the_same_version_exactly_one_is_let_through()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made"));
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(n => Task.Run(async () => await Commit(new PutSpec(Shop, App("shop", n + 2), "changed", 1)), Cancel)));
        Assert.Single(results, r => r.Committed);
        Assert.Equal(2, Store.Current.Revision);
    }

    [Fact]
    public async Task A_wrong_type_is_the_callers_bug_and_harms_nobody_else()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Commit(new PutSpec(Shop, new EdgeSpec { Socket = "x" }, "wrong")));
        Assert.True((await Commit(new PutSpec(Shop, App("shop"), "made"))).Committed);
    }

    [Fact]
    public async Task What_was_cancelled_before_it_began_is_not_written()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Store.CommitAsync(new Transaction("test", new PutSpec(Shop, App("shop"), "made")), stop.Token));
        Assert.Null(Store.Current.Get(Shop));
    }

    [Fact]
    public async Task Everything_is_there_again_after_opening_anew_and_the_chain_goes_on()
    {
        await Commit(new PutSpec(Shop, App("shop"), "made, with a quote ' a NUL \0 and a sign \u2713"), new PutSpec(Blog, App("blog"), "made"));
        await Commit(new Delete(Blog, "gone"));
        await ReopenAsync();
        Assert.Equal(3, Store.Current.Revision);
        Assert.Equal([Shop], Store.Current.All().Select(r => r.Key));
        await Commit(new PutStatus(Shop, new AppStatus { Live = 1 }, "seen"));
        Assert.Null(AuditChain.Verify(await Events(0, 4)));
    }
}
