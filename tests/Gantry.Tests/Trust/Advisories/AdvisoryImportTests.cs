using System.IO.Compression;
using Gantry.Resources;
using Gantry.Trust.Advisories;

namespace Gantry.Tests.Trust.Advisories;

public sealed class AdvisoryImportTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-advisories-");

    private string Database => Path.Combine(folder.FullName, "home", "advisories.db");

    public void Dispose() => folder.Delete(recursive: true);

    private Outcome<Imported> Import(params (string File, byte[] Content)[] records)
    {
        var source = folder.CreateSubdirectory(Guid.NewGuid().ToString("N"));
        foreach (var (file, content) in records) File.WriteAllBytes(Path.Combine(source.FullName, file), content);
        return AdvisoryImport.Run(source.FullName, Database, Now);
    }

    private static (string, byte[]) Record(string id, string modified = "2026-11-01T00:00:00Z", string extra = "", string name = "left-pad") =>
        (id + ".json", Records.Of(id, "npm", name, Records.Fixed("1.0.0"), extra, modified));

    private string[] About(string name = "left-pad")
    {
        using var database = AdvisoryDatabase.Open(Database).Require();
        return [.. database.About("npm", name).Select(m => m.Id)];
    }

    [Fact]
    public void Records_add_up_and_the_later_counts()
    {
        Import(Record("A-1"), Record("A-2"));
        Import(Record("A-2", "2026-11-02T00:00:00Z", name: "right-pad"), Record("A-1", "2026-10-01T00:00:00Z", name: "other"));
        Assert.Equal(["A-1"], About());
        Assert.Equal(["A-2"], About("right-pad"));
        Assert.Empty(About("other"));
    }

    [Fact]
    public void What_is_withdrawn_is_gone_and_an_older_copy_does_not_bring_it_back()
    {
        Import(Record("A-1"));
        var taken = Import(Record("A-1", "2026-11-03T00:00:00Z", ",\"withdrawn\":\"2026-11-03T00:00:00Z\"")).Require();
        Assert.Equal((1, 0), (taken.Withdrawn, About().Length));
        Import(Record("A-1"));
        Assert.Empty(About());
    }

    [Fact]
    public void The_same_records_are_the_same_snapshot_in_whatever_order_they_came()
    {
        Import(Record("A-1"), Record("A-2"));
        var first = Snapshot();
        File.Delete(Database);
        Import(Record("A-2"));
        Assert.NotEqual(first, Snapshot());
        Import(Record("A-1"));
        Assert.Equal(first, Snapshot());

        string Snapshot()
        {
            using var database = AdvisoryDatabase.Open(Database).Require();
            return database.Snapshot;
        }
    }

    [Fact]
    public void An_archive_is_read_and_a_record_that_is_none_is_told_of()
    {
        var path = Path.Combine(folder.FullName, "all.zip");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in new[] { Record("A-1"), ("broken.json", "{"u8.ToArray()), ("readme.txt", "x"u8.ToArray()) })
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        var imported = AdvisoryImport.Run(path, Database, Now).Require();
        Assert.Equal((1, 1, 1), (imported.Read, imported.Changed, imported.Refused));
        Assert.Contains("broken.json", Assert.Single(imported.Problems).Place, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_unpacks_to_too_much_is_refused_and_the_others_count()
    {
        var path = Path.Combine(folder.FullName, "bomb.zip");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using (var bomb = archive.CreateEntry("bomb.json").Open()) for (var i = 0; i < 20; i++) bomb.Write(new byte[1 << 20]);
            using var entry = archive.CreateEntry("A-1.json").Open();
            entry.Write(Record("A-1").Item2);
        }

        Assert.Equal("advisories.too-large", Assert.Single(AdvisoryImport.Run(path, Database, Now).Require().Problems).Code);
        Assert.Equal(["A-1"], About());
    }

    [Theory]
    [InlineData("nothing at all")]
    [InlineData("SQLite format 3\0 and then something else")]
    public void A_database_that_is_none_is_neither_read_nor_built_upon(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        File.WriteAllText(Database, content);
        Assert.Equal("advisories.broken", AdvisoryDatabase.Open(Database).Problem?.Code);
        Assert.Equal("advisories.broken", Import(Record("A-1")).Problem?.Code);
        Assert.Equal(content, File.ReadAllText(Database));
    }

    [Fact]
    public void A_failed_import_leaves_what_was_there_and_nothing_beside_it()
    {
        Import(Record("A-1"));
        Assert.Equal("advisories.no-records", Import(("x.txt", [])).Problem?.Code);
        Assert.Equal("advisories.no-path", AdvisoryImport.Run("/nowhere", Database, Now).Problem?.Code);
        Assert.Equal(["A-1"], About());
        Assert.Equal(["advisories.db", "advisories.db.lock"], Directory.GetFiles(Path.GetDirectoryName(Database)!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Two_at_once_do_not_lose_each_other_s_records()
    {
        Import(Record("A-1"));
        using (new FileStream(Database + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None)) Assert.Equal("advisories.busy", Import(Record("A-2")).Problem?.Code);
        Assert.True(Import(Record("A-2")).Succeeded);
        Assert.Equal(["A-1", "A-2"], About());
    }

    [Theory]
    [InlineData("2026-11-29T00:00:00Z", false)]
    [InlineData("2026-11-20T00:00:00Z", true)]
    [InlineData("2030-01-01T00:00:00Z", false)]
    public void An_old_copy_is_old_on_the_day_of_its_import(string modified, bool stale)
    {
        Import(Record("A-1", modified));
        using var database = AdvisoryDatabase.Open(Database).Require();
        Assert.Equal(stale, database.State.IsStale(Now));
        Assert.True(database.State.IsStale(Now.AddDays(30)));
    }
}
