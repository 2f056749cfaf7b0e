using Gantry.Control;
using Gantry.Resources;
using Gantry.Server.Audit;
using Gantry.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Server;

public sealed class KeepingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-keeping-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null, 250_000)]
    [InlineData("", 250_000)]
    [InlineData("1000", 1_000)]
    [InlineData("999", null)]
    [InlineData("-5000", null)]
    [InlineData("many", null)]
    public void The_bound_is_a_number_that_leaves_enough_to_catch_up_with(string? text, int? keep)
    {
        var (found, problem) = Keeping.Read(text);
        Assert.Equal(keep ?? 0, found);
        Assert.Equal(keep is null ? "audit.bad-bound" : null, problem?.Code);
    }

    [Fact]
    public async Task Old_events_are_archived_and_then_cut_off_and_what_cannot_be_archived_stays()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var store = StoreModule.Open(Path.Combine(_folder, "store"), TimeProvider.System).Store!;
        var archives = Path.Combine(_folder, "audit");
        // In the way of the folder.
        await File.WriteAllTextAsync(archives, "", stop.Token);
        await using (var keeping = Running(store, archives))
        {
            await SayAsync(store, 150);
            Assert.Equal(0, store.Base.Sequence);
        }
        File.Delete(archives);
        await using (var keeping = Running(store, archives))
        {
            await SayAsync(store, 250);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            deadline.CancelAfter(TimeSpan.FromSeconds(30));
            while (store.Current.Revision - store.Base.Sequence >= 110) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
        Assert.Equal(store.Base.Sequence / 10, Directory.GetFiles(archives, "events-*.jsonl.gz").Length);
        Assert.Null(store.Verify());
    }

    private static async Task SayAsync(IPlatformStore store, int times)
    {
        for (var n = 0; n < times; n++)
            await store.CommitAsync(new Transaction("test", new Remark(ResourceNames.App("production", "shop"), $"said {n}")), TestContext.Current.CancellationToken);
    }

    private static Run Running(IPlatformStore store, string archives) => new(store, archives);

    private sealed class Run : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Run(IPlatformStore store, string archives) => _running = new Keeping(store, archives, 100, TimeProvider.System, NullLogger.Instance).RunAsync(_stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
