using System.IO.Compression;
using System.Text.Json;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Audit;
using Gantry.Store;
using Gantry.Store.Archives;
using Gantry.Store.Backups;

namespace Gantry.Simulation.Store;

/// <summary>Forgetting old events.</summary>
public abstract partial class DurableStoreConformance
{
    private static readonly Key Chain = new("Audit", "", "chain");

    private ValueTask<CommitResult> CutAsync(AuditHead last) => Commit(new Cut(Chain, last, "too many"));

    private async Task<AuditHead> HeadAsync(long sequence)
    {
        var e = (await Events(sequence - 1, 1))[0];
        return new AuditHead(e.Sequence, e.Hash, AuditChain.Time(e.At));
    }

    /// <summary>Twenty events, of which the last seventeen are of one resource.</summary>
    private async Task TwentyEventsAsync()
    {
        await Commit(new PutSpec(Shop, App("shop", 5), "made"), new PutStatus(Shop, new AppStatus { Live = 4 }, "seen"));
        await Commit(new PutSpec(Blog, App("blog"), "made"));
        for (var n = 4; n <= 20; n++) await Commit(new PutStatus(Blog, new AppStatus { Live = n }, "seen"));
    }

    [Fact]
    public async Task Old_events_can_be_cut_off_and_those_that_stay_vouch_for_all_there_is()
    {
        await TwentyEventsAsync();
        var last = await HeadAsync(10);
        Assert.True((await CutAsync(last)).Committed);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal((last, 22), (Store.Base, Store.Current.Revision));
            var shop = Store.Current.Get<AppSpec, AppStatus>(Shop)!;
            Assert.Equal((21, 1, 5, 4), (shop.Version, shop.Generation, shop.Spec.NextRelease, shop.Status!.Live));
            Assert.Equal(20, Store.Current.Get(Blog)!.Version);
            var left = await Events(10, 12);
            Assert.Equal(Enumerable.Range(11, 12).Select(n => (long)n), left.Select(e => e.Sequence));
            Assert.Equal((EventType.Spec, Shop, EventType.Cut, last.Hash), (left[^2].Type, left[^2].Key, left[^1].Type, left[^1].ContentHash));
            Assert.Null(AuditChain.Verify(left, Open.Head, last));
            Assert.Null(Open.Verify());
            await ReopenAsync();
        }
        // And again, up to the newest event there is.
        await CutAsync(await HeadAsync(22));
        Assert.True((await Commit(new Delete(Shop, "gone"), new PutSpec(Blog, App("blog", 2), "changed"))).Committed);
        Assert.Null(Open.Verify());
        await ReopenAsync();
        Assert.Equal((22, 27), (Store.Base.Sequence, Store.Current.Revision));
        Assert.Null(Store.Current.Get(Shop));
        Assert.Null(Open.Verify());
    }

    [Fact]
    public async Task Whoever_asks_for_events_that_were_cut_off_is_told_so_and_who_has_them_behind_goes_on()
    {
        await TwentyEventsAsync();
        var live = Events(20, 3);
        await CutAsync(await HeadAsync(10));
        foreach (var from in (long[])[0, 5, 9])
            await Assert.ThrowsAsync<CompactedException>(() => Events(from, 1));
        Assert.Equal(11, (await Events(10, 1))[0].Sequence);
        await Commit(new Remark(Shop, "said"));
        Assert.Equal([21, 22, 23], (await live).Select(e => e.Sequence));
        await ReopenAsync();
        await Assert.ThrowsAsync<CompactedException>(() => Events(9, 1));
    }

    [Fact]
    public async Task What_is_still_to_come_cannot_be_cut_off()
    {
        await TwentyEventsAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await CutAsync(new AuditHead(21, new string('a', 64), "")));
        Assert.Equal((20, 0), (Store.Current.Revision, Store.Base.Sequence));
    }

    [Fact]
    public async Task A_cut_that_is_committed_together_with_much_else_takes_nothing_of_it()
    {
        await TwentyEventsAsync();
        var last = await HeadAsync(10);
        var all = Enumerable.Range(0, 40).Select(n => n == 20 ? CutAsync(last).AsTask() : Commit(new PutSpec(Numbered(n), App("app", n), "made")).AsTask()).ToList();
        foreach (var commit in all) Assert.True((await commit).Committed);
        Assert.Equal(last, Store.Base);
        Assert.Equal(41, Store.Current.All().Count());
        Assert.Null(Open.Verify());
    }

    [Fact]
    public async Task A_backup_knows_what_was_cut_off()
    {
        await TwentyEventsAsync();
        await CutAsync(await HeadAsync(10));
        var folder = Directory.CreateTempSubdirectory("gantry-backup-").FullName;
        try
        {
            var file = Path.Combine(folder, "backup.tar");
            var manifest = await Backup.TakeAsync(Open, file, "1.0", TimeProvider.System, Cancel);
            Assert.Equal((22, Open.Head), (manifest.Revision, manifest.Head));
            await using (var empty = StoreModule.Open(Path.Combine(folder, "store"), TimeProvider.System).Store!)
                Assert.Null(await Backup.RestoreAsync(file, empty, Cancel));
            await using var restored = StoreModule.Open(Path.Combine(folder, "store"), TimeProvider.System).Store!;
            Assert.Equal((Open.Base, Open.Head, 22), (restored.Base, restored.Head, restored.Current.Revision));
            Assert.Null(restored.Verify());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_cut_off_lies_in_archives_that_make_one_chain_with_the_rest()
    {
        await TwentyEventsAsync();
        var folder = Directory.CreateTempSubdirectory("gantry-archive-").FullName;
        try
        {
            var files = new List<string>();
            foreach (var through in (long[])[7, 15])
            {
                // A try that was interrupted before the cut does no harm.
                await AuditArchive.WriteAsync(Open, folder, through, Cancel);
                var (last, file) = await AuditArchive.WriteAsync(Open, folder, through, Cancel);
                Assert.Equal(through, last.Sequence);
                await CutAsync(last);
                files.Add(Path.Combine(folder, file));
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files[^1]));
            }
            Assert.Equal(files, Directory.GetFiles(folder).Order());
            var trail = new AuditTrail();
            foreach (var e in files.SelectMany(Lines).Where(e => e.Type != AuditEvent.BaseType)) Assert.Null(trail.Add(e));
            Assert.Equal(Store.Base, trail.Head);
            foreach (var e in await Events(15, (int)Store.Current.Revision - 15)) Assert.Null(trail.Add(AuditChain.Export(e)));
            Assert.Equal(Open.Head, trail.Head.Hash);
            Assert.Null(Open.Verify());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static IEnumerable<AuditEvent> Lines(string path)
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line) yield return JsonSerializer.Deserialize(line, GantryJson.Default.AuditEvent)!;
        }
    }

    [Fact]
    public async Task However_many_events_there_were_the_store_takes_no_more_room_than_its_bound()
    {
        const int Keep = 400, Times = 12;
        var full = 0L;
        for (var n = 0; n < Keep * Times / 20; n++)
        {
            await Commit([.. Enumerable.Range(0, 20).Select(m => new Remark(Shop, new string((char)('a' + m), 600)))]);
            while (ChainBound.Due(Store.Base.Sequence, Store.Current.Revision, Keep, Store.Current.All().Count) is { } through)
            {
                await CutAsync(await HeadAsync(through));
                var size = await SizeAsync();
                if (full == 0) full = size;
                Assert.InRange(size, 1, full * 3 / 2);
            }
        }
        Assert.InRange(Store.Current.Revision - Store.Base.Sequence, Keep, Keep * 5 / 4);
        Assert.True(full > Keep * 600, $"{full} bytes cannot hold {Keep} events.");
        Assert.Null(Open.Verify());
    }
}
