using System.Diagnostics;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Store;

namespace Gantry.Integration.Store;

/// <summary>Several processes on one database: one leads, the others follow, and never do two act at once.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LeadershipTests(OwnPostgres server) : IAsyncLifetime
{
    private static readonly Key Shop = ResourceNames.App("production", "shop");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DatabaseRelay _relay = new(server.Socket);
    private readonly TestHome _home = new(), _otherHome = new();
    private TestDatabase _database = null!;
    private IPlatformStore _leader = null!, _follower = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.DatabaseAsync(_relay.Folder);
        _leader = await _home.LeadAsync(_database.Address);
        _follower = _otherHome.Open((_database with { Sockets = server.Sockets }).Address).Store!;
    }

    public async ValueTask DisposeAsync()
    {
        await _leader.DisposeAsync();
        await _follower.DisposeAsync();
        await _relay.DisposeAsync();
        _home.Dispose();
        _otherHome.Dispose();
    }

    private static ValueTask<CommitResult> PutAsync(IPlatformStore store, int release) =>
        store.CommitAsync(new Transaction("test", new PutSpec(Shop, new AppSpec { Name = "shop", NextRelease = release }, "changed")), default);

    private static int? Release(IPlatformStore store) => store.Current.Get(Shop)?.SpecAs<AppSpec>().NextRelease;

    private static Task<CancellationToken> LeadAsync(IPlatformStore store) =>
        store.Leadership.LeadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    [Fact]
    public async Task A_follower_shows_what_the_leader_commits_and_its_watchers_hear_of_it_without_gap()
    {
        var heard = new List<ResourceEvent>();
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            await foreach (var e in _follower.WatchAsync(0, stop.Token)) heard.Add(e);
        });
        for (var n = 1; n <= 60; n++) await PutAsync(_leader, n);
        await _leader.CommitAsync(new Transaction("test", new Remark(Shop, "said"), new Delete(Shop, "gone")), default);
        await Support.Eventually.HoldsAsync("the follower has heard of all", Patience, () => heard.Count == 62);
        Assert.Equal(Enumerable.Range(1, 62).Select(n => (long)n), heard.Select(e => e.Sequence));
        Assert.Equal((_leader.Head, null), (_follower.Head, _follower.Current.Get(Shop)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Assert.Null(_follower.Verify());
    }

    [Fact]
    public async Task A_follower_writes_nothing_and_names_the_leader()
    {
        await Assert.ThrowsAsync<NotLeadingException>(async () => await PutAsync(_follower, 1));
        await Support.Eventually.HoldsAsync("it knows who leads", Patience, () => _follower.Leadership.Other is not null);
        Assert.Contains(Path.GetDirectoryName(_home.Store)!, _follower.Leadership.Other);
        Assert.Contains($"gantryd {Environment.ProcessId} on ", _follower.Leadership.Other);
        Assert.Null(_leader.Leadership.Other);
        Assert.False(_follower.Leadership.Holds);
    }

    [Fact]
    public async Task A_leader_that_resigns_is_followed_at_once()
    {
        var (fence, taking) = (_leader.Leadership.Fence, LeadAsync(_follower));
        await PutAsync(_leader, 1);
        await _leader.Leadership.ResignAsync();
        await taking;
        Assert.Equal((fence + 1, 1), (_follower.Leadership.Fence, Release(_follower)));
        await PutAsync(_follower, 2);
        await Assert.ThrowsAsync<NotLeadingException>(async () => await PutAsync(_leader, 3));
        await Support.Eventually.HoldsAsync("the former leader follows", Patience, () => Release(_leader) == 2);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_stops_before_another_starts_and_comes_back_as_a_follower()
    {
        await PutAsync(_leader, 1);
        for (var round = 1; round <= Platform.Harness.Rounds.Of(3, 50); round++)
        {
            var ended = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            var taking = LeadAsync(_follower);
            var cut = Stopwatch.GetTimestamp();
            if (round % 2 == 0) _relay.Silent = true;
            else _relay.Shut();
            var watching = Task.Run(async () =>
            {
                while (_leader.Leadership.Holds) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                ended.SetResult(Stopwatch.GetTimestamp());
            });
            await taking;
            var taken = Stopwatch.GetTimestamp();
            // By one clock of one machine: the old one had stopped by itself before the new one began.
            Assert.False(_leader.Leadership.Holds);
            var stopped = await ended.Task;
            Assert.True(stopped < taken, "Two led at once.");
            TestContext.Current.TestOutputHelper!.WriteLine($"{(round % 2 == 0 ? "silence" : "cut")}: taken over {Stopwatch.GetElapsedTime(cut, taken).TotalSeconds:0.00} s after, {Stopwatch.GetElapsedTime(stopped, taken).TotalSeconds:0.00} s after the old one had stopped");
            await PutAsync(_follower, round + 1);
            if (_relay.Silent) _relay.Silent = false;
            else _relay.Open();
            await Assert.ThrowsAnyAsync<StoreUnavailableException>(async () => await PutAsync(_leader, 999));
            await Support.Eventually.HoldsAsync("the former leader follows", Patience, () => Release(_leader) == round + 1);
            // And back, so that the next round begins as this one did.
            var back = LeadAsync(_leader);
            await _follower.Leadership.ResignAsync();
            await back;
        }
        Assert.Null(_leader.Verify());
    }

    [Fact]
    public async Task While_the_leader_lives_nobody_else_gets_the_lease()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(8));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _follower.Leadership.LeadAsync(stop.Token));
        Assert.True(_leader.Leadership.Holds);
        await PutAsync(_leader, 1);
    }

    [Fact]
    public async Task A_leader_keeps_its_lease_while_the_disk_of_the_database_takes_longer_than_that()
    {
        var session = await _database.ScalarAsync<int>("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%UPDATE gantry.lease%' AND pid <> pg_backend_pid()");
        await using (await Platform.Faults.SystemCalls.DelayAsync(session, "fdatasync", TimeSpan.FromSeconds(4)))
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(6));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _follower.Leadership.LeadAsync(stop.Token));
        }
        Assert.True(_leader.Leadership.Holds);
        await PutAsync(_leader, 1);
    }

    [Fact]
    public async Task A_process_that_starts_again_in_the_same_home_need_not_wait_for_its_own_lease()
    {
        var fence = _leader.Leadership.Fence;
        // As it would be left by SIGKILL: the lease is not given back.
        await _database.SqlAsync("CREATE TABLE gantry.kept AS SELECT holder, name FROM gantry.lease");
        await _leader.DisposeAsync();
        await _database.SqlAsync("UPDATE gantry.lease SET (holder, name) = (SELECT holder, name FROM gantry.kept)");
        var since = Stopwatch.GetTimestamp();
        _leader = await _home.LeadAsync(_database.Address);
        Assert.True(_leader.Leadership.Fence > fence);
        TestContext.Current.TestOutputHelper!.WriteLine($"led again after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.00} s");
    }

    [Fact]
    public async Task The_same_home_is_not_opened_twice() => Assert.Equal("store.in-use", await Task.FromResult(_home.Open(_database.Address).Problem?.Code));

    [Fact]
    public async Task A_database_that_went_back_in_time_is_noticed_and_nothing_is_written_on_top()
    {
        for (var n = 1; n <= 3; n++) await PutAsync(_leader, n);
        await _database.SqlAsync("DELETE FROM gantry.events WHERE sequence = 3");
        _relay.Cut();
        await Support.Eventually.HoldsAsync("it is noticed", Patience, async () =>
        {
            var said = await Record.ExceptionAsync(async () => await PutAsync(_leader, 4));
            return said is StoreUnavailableException && said.Message.Contains("no longer has event 3", StringComparison.Ordinal);
        });
        Assert.Equal(2, await _database.ScalarAsync<long>("SELECT max(sequence) FROM gantry.events"));
    }
}
