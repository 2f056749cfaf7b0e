using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Store;

namespace Gantry.Integration.Store;

/// <summary>The connection to the database breaks at the worst moments: nothing is acknowledged that is not kept, and nothing kept is denied.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LostAnswerTests(OwnPostgres server) : IAsyncLifetime
{
    private readonly DatabaseRelay _relay = new(server.Socket);
    private readonly TestHome _home = new();
    private TestDatabase _database = null!;
    private IPlatformStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.DatabaseAsync(_relay.Folder);
        _store = await _home.LeadAsync(_database.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _relay.DisposeAsync();
        _home.Dispose();
    }

    private static Key App(string name) => ResourceNames.App("production", name);

    private ValueTask<CommitResult> MakeAsync(string name) =>
        _store.CommitAsync(new Transaction("test", new PutSpec(App(name), new AppSpec { Name = name }, "made", 0), new PutSpec(App(name + "-twin"), new AppSpec { Name = name }, "made", 0)), default);

    private Task<long> CountAsync(string name) => _database.ScalarAsync<long>($"SELECT count(*) FROM gantry.resources WHERE name IN ('{name}', '{name}-twin')");

    [Fact]
    public async Task A_commit_that_happened_and_whose_answer_is_lost_is_found_in_the_chain_and_acknowledged_once()
    {
        await MakeAsync("first");
        _relay.LoseAnswers = true;
        var committing = MakeAsync("second").AsTask();
        await Support.Eventually.HoldsAsync("the database has it", TimeSpan.FromSeconds(20), async () => await CountAsync("second") == 2);
        Assert.False(committing.IsCompleted);
        _relay.LoseAnswers = false;
        Assert.True((await committing).Committed);
        Assert.Equal(4, _store.Current.Revision);
        Assert.Equal(App("second"), (await MakeAsync("second")).Conflict);
        Assert.Null(_store.Verify());
    }

    [Fact]
    public async Task A_commit_that_never_reached_the_database_is_not_acknowledged()
    {
        await MakeAsync("first");
        _relay.LoseQuestions = true;
        var committing = MakeAsync("second").AsTask();
        await Assert.ThrowsAnyAsync<StoreUnavailableException>(() => committing);
        _relay.LoseQuestions = false;
        Assert.Equal(0, await CountAsync("second"));
        await LeadAgainAsync();
        Assert.True((await MakeAsync("second")).Committed);
        Assert.Null(_store.Verify());
    }

    [Fact]
    public async Task What_is_under_way_while_another_takes_over_can_no_longer_be_committed()
    {
        var committing = await LateAsync();
        await Assert.ThrowsAnyAsync<StoreUnavailableException>(() => committing);
        Assert.Equal(0, await CountAsync("late"));
    }

    [Fact]
    public async Task Without_the_fence_it_would_be()
    {
        await _database.SqlAsync("CREATE OR REPLACE FUNCTION gantry.fence(my_epoch bigint, my_session bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$");
        var committing = await LateAsync();
        Assert.True((await committing).Committed);
        Assert.Equal(2, await CountAsync("late"));
    }

    /// <summary>A commit that waits in the network, on a session that lives on, while the epoch changes.</summary>
    private async Task<Task<CommitResult>> LateAsync()
    {
        await MakeAsync("first");
        _relay.Silent = true;
        var committing = MakeAsync("late").AsTask();
        // More than a renewal of the lease has.
        await Support.Eventually.HoldsAsync("the commit is on its way", TimeSpan.FromSeconds(5), () => _relay.Held > 600);
        await _database.SqlAsync("UPDATE gantry.lease SET epoch = epoch + 1, session = 0, renewal = renewal + 1, holder = 'another', name = 'another'");
        _relay.Silent = false;
        return committing;
    }

    [Fact]
    public async Task A_successor_ends_the_sessions_of_its_predecessor_and_sees_all_that_it_committed()
    {
        await MakeAsync("first");
        _relay.Silent = true;
        var committing = MakeAsync("late").AsTask();
        using var other = new TestHome();
        await using var successor = await other.LeadAsync((_database with { Sockets = server.Sockets }).Address);
        Assert.True(successor.Leadership.Fence > _store.Leadership.Fence);
        Assert.NotNull(successor.Current.Get(App("first")));
        _relay.Silent = false;
        await Assert.ThrowsAnyAsync<StoreUnavailableException>(() => committing);
        await successor.CommitAsync(new Transaction("test", new Remark(App("first"), "said")), default);
        Assert.Equal(0, await CountAsync("late"));
        Assert.Null(successor.Verify());
    }

    [Fact]
    public async Task Whatever_breaks_and_however_often_what_was_acknowledged_is_there_and_what_was_refused_is_not()
    {
        var random = new Random(20261121);
        using var done = new CancellationTokenSource();
        var breaking = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 120)), TimeProvider.System);
                (_relay.LoseAnswers, _relay.LoseQuestions) = (random.Next(3) == 0, random.Next(3) == 0);
                if (random.Next(4) == 0) _relay.Cut();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 40)), TimeProvider.System);
                (_relay.LoseAnswers, _relay.LoseQuestions) = (false, false);
            }
        });
        var fates = await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            var fates = new List<(string Name, bool? There)>();
            for (var n = 0; n < Platform.Harness.Rounds.Of(60, 1500); n++) fates.Add(($"w{w}-{n}", await FateAsync($"w{w}-{n}")));
            return fates;
        })));
        await done.CancelAsync();
        await breaking;
        await LeadAgainAsync();
        foreach (var (name, there) in fates.SelectMany(f => f))
        {
            var found = (_store.Current.Get(App(name)) is not null, _store.Current.Get(App(name + "-twin")) is not null);
            Assert.True(found is (true, true) or (false, false), $"{name} is there by half");
            if (there is { } told) Assert.True(told == found.Item1, $"{name} was {(told ? "acknowledged" : "refused")} and is {(found.Item1 ? "there" : "not there")}");
        }
        Assert.Contains(fates.SelectMany(f => f), f => f.There == true);
        Assert.Null(_store.Verify());
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", fates.SelectMany(f => f).GroupBy(f => f.There).Select(g => $"{g.Key?.ToString() ?? "unknown"}: {g.Count()}")));
    }

    [Fact]
    public async Task A_server_that_dies_and_comes_back_has_all_that_was_acknowledged()
    {
        using var stop = new CancellationTokenSource();
        var acknowledged = new List<string>();
        var writing = Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                if (await FateAsync($"n{n}") == true) acknowledged.Add($"n{n}");
            }
        });
        for (var round = 0; round < Platform.Harness.Rounds.Of(3, 30); round++)
        {
            var before = acknowledged.Count;
            await Support.Eventually.HoldsAsync("it writes", TimeSpan.FromSeconds(60), () => acknowledged.Count > before + 20);
            await server.StopAsync(byForce: true);
            await server.StartAsync();
        }
        await stop.CancelAsync();
        await writing;
        await LeadAgainAsync();
        Assert.All(acknowledged, name => Assert.NotNull(_store.Current.Get(App(name))));
        Assert.Null(_store.Verify());
    }

    /// <summary>True: acknowledged. False: refused, and not there for certain. Null: it may be either.</summary>
    private async Task<bool?> FateAsync(string name)
    {
        try
        {
            return (await MakeAsync(name)).Committed;
        }
        catch (NotLeadingException)
        {
            await LeadAgainAsync();
            return false;
        }
        catch (StoreUnavailableException away)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            return away.Message.Contains("Whether it was written is seen", StringComparison.Ordinal) ? null : false;
        }
    }

    private async Task LeadAgainAsync()
    {
        await Support.Eventually.HoldsAsync("it leads and writes again", TimeSpan.FromSeconds(30), async () =>
        {
            try
            {
                if (!_store.Leadership.Holds) await _store.Leadership.LeadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
                return (await _store.CommitAsync(new Transaction("test"), default)).Committed;
            }
            catch (Exception away) when (away is StoreUnavailableException or TimeoutException)
            {
                return false;
            }
        });
    }
}
