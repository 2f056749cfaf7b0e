using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Store;

namespace Gantry.Simulation.Store;

/// <summary>What a disk can do to a store.</summary>
public sealed class StoreDiskTests : IDisposable
{
    private static readonly Key Shop = ResourceNames.App("production", "shop");

    private readonly SmallDisk _disk = new(2);

    private string Home => Path.Combine(_disk.Path, "store");

    public void Dispose() => _disk.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ValueTask<CommitResult> Commit(IPlatformStore store, int release) =>
        store.CommitAsync(new Transaction("test", new PutSpec(Shop, new AppSpec { Name = "shop", NextRelease = release }, new string('x', 2000))), Cancel);

    [Fact]
    public async Task A_full_disk_refuses_writes_keeps_what_was_acknowledged_and_goes_on_when_there_is_room()
    {
        await using var store = StoreModule.Open(Home, TimeProvider.System).Store!;
        await Commit(store, 1);
        _disk.Fill();
        var (acknowledged, refused) = (1, (StoreUnavailableException?)null);
        // A log that is already large is written anew from its beginning, so it takes a few before space runs out.
        for (var n = 2; refused is null && n < 2000; n++)
        {
            try
            {
                await Commit(store, n);
                acknowledged = n;
            }
            catch (StoreUnavailableException full)
            {
                refused = full;
            }
        }
        Assert.NotNull(refused);
        Assert.Contains("No space is left", refused.Message);
        Assert.Contains("df -h", refused.Message);
        Assert.Equal(acknowledged, store.Current.Get(Shop)!.SpecAs<AppSpec>().NextRelease);
        Assert.Equal(acknowledged, store.Current.Revision);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Commit(store, 9999));

        _disk.MakeRoom();
        Assert.True((await Commit(store, 7777)).Committed);
        Assert.Equal(acknowledged + 1, store.Current.Revision);
        Assert.Null(store.Verify());
        await store.DisposeAsync();
        await using var again = StoreModule.Open(Home, TimeProvider.System).Store!;
        Assert.Equal(7777, again.Current.Get(Shop)!.SpecAs<AppSpec>().NextRelease);
        Assert.Null(again.Verify());
    }

    [Fact]
    public void A_disk_that_is_full_from_the_start_is_said_so_and_works_once_there_is_room()
    {
        _disk.Fill();
        var opening = StoreModule.Open(Home, TimeProvider.System);
        Assert.Equal("store.unavailable", opening.Problem?.Code);
        _disk.MakeRoom();
        using var store = StoreModule.Open(Home, TimeProvider.System).Store;
        Assert.NotNull(store);
    }

    [Fact]
    public async Task A_read_only_disk_is_said_so()
    {
        await using (var store = StoreModule.Open(Home, TimeProvider.System).Store!) await Commit(store, 1);
        _disk.ReadOnly(true);
        var opening = StoreModule.Open(Home, TimeProvider.System);
        Assert.Equal("store.unavailable", opening.Problem?.Code);
        _disk.ReadOnly(false);
        await using var again = StoreModule.Open(Home, TimeProvider.System).Store!;
        Assert.Equal(1, again.Current.Revision);
    }
}
