using System.Formats.Tar;
using Gantry.Engine;
using Gantry.Engine.Images;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Engine.Images;

public sealed class BuildContextTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gantry-context-").FullName;
    private readonly FileHashes _hashes;

    public BuildContextTests()
    {
        _hashes = new FileHashes(Path.Combine(_root, "cache", "files"), TimeProvider.System);
        Put("Dockerfile", "FROM scratch\n");
        Put("src/b.txt", "b");
        Put("src/a.txt", "a");
        Put("bin/x", "x");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string App => Path.Combine(_root, "app");

    private void Put(string path, string text)
    {
        var full = Path.Combine(App, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private BuildContext Read(string dockerfile = "Dockerfile") =>
        BuildContext.Read("services.web.build", new BuildDefinition { Context = App, Dockerfile = dockerfile }).Require();

    private IEnumerable<string> Paths(string dockerfile = "Dockerfile") => Read(dockerfile).Entries.Select(e => e.Path);

    private string Hash(string? target = null, params string[] bases) =>
        ContentHash.Of(Read(), new BuildDefinition { Context = App, Target = target }, bases, _hashes);

    [Fact]
    public void It_holds_what_is_not_ignored_in_order_and_always_its_Dockerfile()
    {
        Assert.Equal(["Dockerfile", "bin", "bin/x", "src", "src/a.txt", "src/b.txt"], Paths());
        Put(".dockerignore", "bin\nDockerfile\nsrc/*\n!src/a.txt\n");
        Assert.Equal([".dockerignore", "Dockerfile", "src", "src/a.txt"], Paths());
        Put("Dockerfile.dockerignore", "src\n");
        Assert.Contains("bin/x", Paths());
        Assert.DoesNotContain("src/a.txt", Paths());
    }

    [Fact]
    public void A_Dockerfile_from_elsewhere_comes_along()
    {
        File.WriteAllText(Path.Combine(_root, "Other"), "FROM scratch\n");
        var context = Read("../Other");
        Assert.Contains(context.Entries, e => e.Path == context.Dockerfile);
        Assert.Equal("FROM scratch\n", context.DockerfileText);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        var build = new BuildDefinition { Context = Path.Combine(_root, "nowhere") };
        var folder = BuildContext.Read("services.web.build", build).Problem!;
        Assert.Equal(("services.web.build.context", EngineCodes.BuildContextMissing), (folder.Place, folder.Code));
        var file = BuildContext.Read("services.web.build", build with { Context = App, Dockerfile = "Nothing" }).Problem!;
        Assert.Equal(("services.web.build.dockerfile", EngineCodes.DockerfileMissing), (file.Place, file.Code));
    }

    [Fact]
    public async Task As_a_tar_it_is_the_same_each_time_and_keeps_modes_and_links()
    {
        File.SetUnixFileMode(Path.Combine(App, "src/a.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(App, "link"), "src/a.txt");
        File.CreateSymbolicLink(Path.Combine(App, "loop"), ".");
        var (one, two) = (await TarAsync(), await TarAsync());
        Assert.Equal(one.ToArray(), two.ToArray());
        one.Position = 0;
        await using var reader = new TarReader(one);
        var entries = new Dictionary<string, TarEntry>();
        while (await reader.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry) entries[entry.Name] = entry;
        Assert.Equal(["Dockerfile", "bin/", "bin/x", "link", "loop", "src/", "src/a.txt", "src/b.txt"], entries.Keys);
        Assert.Equal(("src/a.txt", TarEntryType.SymbolicLink), (entries["link"].LinkName, entries["link"].EntryType));
        Assert.True(entries["src/a.txt"].Mode.HasFlag(UnixFileMode.UserExecute) && entries["src/a.txt"].Uid == 0);
        Assert.Equal("a", new StreamReader(entries["src/a.txt"].DataStream!).ReadToEnd());
    }

    private async Task<MemoryStream> TarAsync()
    {
        var stream = new MemoryStream();
        await ContextTar.WriteAsync(Read().Entries, stream, default);
        return stream;
    }

    [Fact]
    public void Its_hash_changes_with_everything_that_makes_another_image_and_with_nothing_else()
    {
        var first = Hash();
        Assert.Equal(first, Hash());
        File.SetLastWriteTimeUtc(Path.Combine(App, "src/a.txt"), new DateTime(2020, 1, 1));
        Assert.Equal(first, Hash());
        var seen = new HashSet<string> { first, Hash(target: "x"), Hash(bases: ["one"]), Hash(bases: ["two"]) };
        Put("src/a.txt", "c");
        seen.Add(Hash());
        File.SetUnixFileMode(Path.Combine(App, "src/a.txt"), UnixFileMode.UserRead);
        seen.Add(Hash());
        File.Move(Path.Combine(App, "src/b.txt"), Path.Combine(App, "src/c.txt"));
        seen.Add(Hash());
        Directory.CreateDirectory(Path.Combine(App, "empty"));
        seen.Add(Hash());
        Assert.Equal(8, seen.Count);
    }

    [Fact]
    public void A_file_that_is_as_it_was_is_not_read_again_also_by_the_next_process()
    {
        var path = Path.Combine(App, "src/a.txt");
        var longAgo = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, longAgo);
        var cache = Path.Combine(_root, "cache", "files");
        var before = Next();
        // What is believed without reading shows when what is kept is wrong.
        var lines = File.ReadAllLines(cache);
        Assert.Contains(lines, l => l.EndsWith(path, StringComparison.Ordinal));
        File.WriteAllLines(cache, lines.Select(l => "0000" + l[4..]));
        Assert.NotEqual(before, Next());

        // The same size and the same time, and yet another content.
        File.WriteAllLines(cache, lines);
        Assert.Equal(before, Next());
        File.WriteAllText(path, "z");
        File.SetLastWriteTimeUtc(path, longAgo);
        Assert.NotEqual(before, Next());

        string Next()
        {
            // A while later, when a file that was written to has come to rest.
            var hashes = new FileHashes(cache, new Later());
            var hash = ContentHash.Of(Read(), new BuildDefinition { Context = App }, [], hashes);
            hashes.Save();
            return hash;
        }
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromHours(1);
    }

    [Fact]
    public void A_file_written_just_now_is_not_taken_as_known()
    {
        var before = Hash();
        Put("src/a.txt", "z");
        Assert.NotEqual(before, Hash());
    }
}
