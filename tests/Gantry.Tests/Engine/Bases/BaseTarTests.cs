using System.Formats.Tar;
using Gantry.Engine.Bases;

namespace Gantry.Tests.Engine.Bases;

public sealed class BaseTarTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_parts_in_any_order_make_the_same_bytes()
    {
        TarPart[] parts = [Copy("usr/bin/tool", "tool"), new TarText("etc/passwd", "root"), new TarLink("bin", "usr/bin"), new TarFolder("tmp", TarPart.Shared)];

        Assert.Equal(await TarAsync(parts), await TarAsync([.. parts.Reverse()]));
    }

    [Fact]
    public async Task When_a_file_was_changed_leaves_no_trace()
    {
        var part = (TarCopy)Copy("file", "content");
        var before = await TarAsync([part]);
        File.SetLastWriteTimeUtc(part.Source, new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        Assert.Equal(before, await TarAsync([part]));
    }

    [Fact]
    public async Task Entries_are_as_they_were_given_and_folders_come_before_what_is_in_them()
    {
        var tar = new TarReader(new MemoryStream(await TarAsync(
        [
            Copy("a/b/file", "content"), new TarLink("link", "a/b"), new TarFolder("home/app") { Owner = 1654 }, new TarFolder("tmp", TarPart.Shared),
        ])));
        var entries = new List<TarEntry>();
        while (await tar.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry) entries.Add(entry);

        Assert.Equal(["a/", "a/b/", "a/b/file", "home/", "home/app/", "link", "tmp/"], entries.Select(e => e.Name));
        Assert.Equal(1654, entries[4].Uid);
        Assert.Equal("a/b", entries[5].LinkName);
        Assert.Equal(TarPart.Shared, entries[6].Mode);
        Assert.Equal("content", new StreamReader(entries[2].DataStream!).ReadToEnd());
    }

    [Fact]
    public void A_path_given_twice_is_there_once_and_the_last_counts()
    {
        var complete = BaseTar.Complete([new TarText("file", "old"), new TarText("file", "new")]);

        Assert.Equal("new", Assert.IsType<TarText>(Assert.Single(complete)).Text);
    }

    private TarPart Copy(string path, string content) => new TarCopy(path, _folder.Write($"source/{path}", content), TarPart.Readable);

    private static async Task<byte[]> TarAsync(IReadOnlyList<TarPart> parts)
    {
        var bytes = new MemoryStream();
        await BaseTar.WriteAsync(parts, bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }
}
