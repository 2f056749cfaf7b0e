using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Audit;
using Gantry.Store;

namespace Gantry.Integration.Store;

/// <summary>A follower that was away so long that the events it missed were cut off.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CutWhileAwayTests(OwnPostgres server) : IAsyncLifetime
{
    private readonly DatabaseRelay _relay = new(server.Socket);
    private readonly TestHome _home = new(), _other = new();
    private IPlatformStore _leader = null!, _follower = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await server.DatabaseAsync(_relay.Folder);
        _leader = await _home.LeadAsync((database with { Sockets = server.Sockets }).Address);
        await PutAsync("old");
        await PutAsync("kept");
        var opening = _other.Open(database.Address);
        Assert.Null(opening.Problem);
        _follower = opening.Store!;
    }

    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync();
        await _leader.DisposeAsync();
        await _relay.DisposeAsync();
        _home.Dispose();
        _other.Dispose();
    }

    private static Key App(string name) => ResourceNames.App("production", name);

    private async Task CommitAsync(params Change[] changes) =>
        Assert.True((await _leader.CommitAsync(new Transaction("test", changes), TestContext.Current.CancellationToken)).Committed);

    private Task PutAsync(string name) => CommitAsync(new PutSpec(App(name), new AppSpec { Name = name }, "made"));

    [Fact]
    public async Task It_begins_again_from_what_there_is_and_who_watches_is_told()
    {
        await Support.Eventually.HoldsAsync("it follows", TimeSpan.FromSeconds(20), () => _follower.Current.Get(App("kept")) is not null);
        var watching = Task.Run(async () =>
        {
            await foreach (var _ in _follower.WatchAsync(2, TestContext.Current.CancellationToken))
            {
                // Whatever it is told of.
            }
        }, TestContext.Current.CancellationToken);
        _relay.Shut();
        await CommitAsync(new Delete(App("old"), "gone"));
        for (var n = 0; n < 5; n++) await PutAsync($"new{n}");
        var last = _leader.ReadAll(content => content.Events.Single(e => e.Sequence == 6));
        await CommitAsync(new Cut(new Key("Audit", "", "chain"), new AuditHead(6, last.Hash, AuditChain.Time(last.At)), "too many"));
        _relay.Open();
        await Support.Eventually.HoldsAsync("it has caught up", TimeSpan.FromSeconds(30), () => _follower.Current.Revision == _leader.Current.Revision);
        Assert.Equal(_leader.Current.All().Select(r => (r.Key, r.Version)), _follower.Current.All().Select(r => (r.Key, r.Version)));
        Assert.Null(_follower.Current.Get(App("old")));
        Assert.Equal((_leader.Base, _leader.Head), (_follower.Base, _follower.Head));
        await Assert.ThrowsAsync<CompactedException>(() => watching.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Null(_follower.Verify());
        await PutAsync("later");
        await Support.Eventually.HoldsAsync("it follows on", TimeSpan.FromSeconds(20), () => _follower.Current.Get(App("later")) is not null);
    }
}
