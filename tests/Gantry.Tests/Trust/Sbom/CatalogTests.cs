using System.IO.Compression;
using System.Text;
using Gantry.Trust.Sbom;

namespace Gantry.Tests.Trust.Sbom;

/// <summary>What each way of writing packages down gives, read from folders.</summary>
public sealed class CatalogTests : IDisposable
{
    private const string Packages = "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)";
    private readonly ImageMaker files = new();

    public void Dispose() => files.Dispose();

    private string[] Read(string path, byte[] content)
    {
        var bill = Bill(path, content);
        Assert.Empty(bill.Notes);
        return [.. bill.Components.Select(c => $"{c.Type} {c.Name} {c.Version}")];
    }

    private SoftwareBill Bill(string path, byte[] content)
    {
        files.Write(path, content);
        File.SetUnixFileMode(Path.Combine(files.Folder, path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return BillMaker.Of(files.Folder, "x").Require();
    }

    [Theory]
    [InlineData("lib/apk/db/installed", "C:Q1\nP:libssl3\nV:3.1.4-r5\nA:x86_64\no:openssl\nF:lib\n\nP:musl\nV:1.2.4-r2\n", "apk libssl3 3.1.4-r5", "apk musl 1.2.4-r2")]
    [InlineData("a/package-lock.json", """{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"2.0.0"}}},"d":{"version":"1.0.0","dev":true}}}""", "npm a 1.0.0", "npm b 2.0.0")]
    [InlineData("a/node_modules/@s/p/package.json", """{"name":"@s/p","version":"1.0.0"}""", "npm @s/p 1.0.0")]
    [InlineData("a/node_modules/p/lib/package.json", """{"name":"inner","version":"1.0.0"}""")]
    [InlineData("app/App.deps.json", """{"libraries":{"App/1.0.0":{"type":"project"},"Dapper/2.1.0":{"type":"package"},"runtimepack.X.Runtime/10.0.1":{"type":"runtimepack"}}}""", "nuget Dapper 2.1.0", "nuget X.Runtime 10.0.1")]
    [InlineData("s/Jinja2-3.1.dist-info/METADATA", "Metadata-Version: 2.1\nName: Jinja2\nVersion: 3.1.6\n\nName: no\n", "pypi Jinja2 3.1.6")]
    [InlineData("s/six.egg-info", "Name: six\nVersion: 1.16.0\n", "pypi six 1.16.0")]
    [InlineData("s/x.egg-info/PKG-INFO", "Name: x\nVersion: 1\n", "pypi x 1")]
    [InlineData("gems/specifications/rack-2.2.3.gemspec", "Gem::Specification.new do |s|\n  s.name = \"rack\".freeze\n  s.version = \"2.2.3\"\nend\n", "gem rack 2.2.3")]
    [InlineData("app/Gemfile.lock", "GEM\n  remote: x\n  specs:\n    nokogiri (1.15.0-x86_64-linux)\n      racc (~> 1.4)\n    rack (2.2.3)\n\nPLATFORMS\n  ruby\n", "gem nokogiri 1.15.0", "gem rack 2.2.3")]
    [InlineData("app/composer.lock", """{"packages":[{"name":"monolog/monolog","version":"v2.9.1"}],"packages-dev":[{"name":"d/d","version":"1"}]}""", "composer monolog/monolog 2.9.1")]
    [InlineData("vendor/composer/installed.json", """[{"name":"a/b","version":"1.0"}]""", "composer a/b 1.0")]
    [InlineData("app/Cargo.lock", "version = 3\n\n[[package]]\nname = \"mine\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\nsource = \"registry+x\"\ndependencies = [\n \"a\",\n]\n", "cargo serde 1.0.1")]
    public void Packages_are_read_as_they_are_written_down(string path, string content, params string[] expected) => Assert.Equal(expected, Read(path, Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void A_program_of_Go_says_what_it_is_made_of() => Assert.Equal(["golang example.com/fork v1.1.0", "golang golang.org/x/net v0.1.0", "golang stdlib 1.22.0-rc.1"],
        Read("bin/app", Elf.Go("go1.22rc1", "path\tx\nmod\texample.com/x\t(devel)\t\ndep\tgolang.org/x/net\tv0.1.0\th1:x=\ndep\texample.com/old\tv1.0.0\th1:x=\n=>\texample.com/fork\tv1.1.0\th1:y=\n")));

    [Fact]
    public void A_program_of_Rust_says_what_it_is_made_of() => Assert.Equal(["cargo serde 1.0.1"],
        Read("bin/app", Elf.Rust("""{"packages":[{"name":"app","version":"0.1.0","source":"local","root":true},{"name":"serde","version":"1.0.1","source":"registry"},{"name":"cc","version":"1.0.0","source":"registry","kind":"build"}]}""")));

    [Fact]
    public void The_database_of_RPM_is_read()
    {
        var database = RpmDatabase.Of(Packages, RpmDatabase.Header("openssl-libs", "3.0.7", "25.el9", 1, "openssl-3.0.7-25.el9.src.rpm"), RpmDatabase.Header("gpg-pubkey", "1", "1"));
        Assert.Equal(["rpm openssl-libs 1:3.0.7-25.el9"], Read("var/lib/rpm/rpmdb.sqlite", database));
        Assert.Equal("openssl", BillMaker.Of(files.Folder, "x").Require().Components[0].SourceName);
    }

    [Theory]
    [InlineData("var/lib/rpm/rpmdb.sqlite", "SQLite format 3\0and no more")]
    [InlineData("var/lib/rpm/Packages", "x")]
    [InlineData("var/lib/dpkg/status", "Package: x\n")]
    [InlineData("lib/apk/db/installed", "P:x\n")]
    [InlineData("a/package-lock.json", "{")]
    [InlineData("a/x.jar", "no archive")]
    [InlineData("s/x.dist-info/METADATA", "nothing")]
    public void What_cannot_be_read_is_said_and_the_rest_is_read(string path, string content)
    {
        files.Write("b/composer.lock", """{"packages":[{"name":"a/b","version":"1.0"}]}"""u8.ToArray());
        var bill = Bill(path, Encoding.UTF8.GetBytes(content));
        Assert.StartsWith(path + ":", Assert.Single(bill.Notes), StringComparison.Ordinal);
        Assert.Single(bill.Components);
    }

    [Fact]
    public void A_view_that_never_ends_is_not_taken_for_a_table_of_packages() => Assert.Contains("no table of packages", Assert.Single(Bill("var/lib/rpm/rpmdb.sqlite", RpmDatabase.Of(
        "CREATE VIEW Packages AS WITH RECURSIVE n(blob) AS (SELECT x'00' UNION ALL SELECT blob FROM n) SELECT blob FROM n")).Notes), StringComparison.Ordinal);

    [Fact]
    public void Java_archives_are_read_also_within_others()
    {
        var inner = Jar(("META-INF/maven/org.slf4j/slf4j-api/pom.properties", "groupId=org.slf4j\nartifactId=slf4j-api\nversion=1.7.36\n"u8.ToArray()));
        var outer = Jar(("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nImplementation-Vendor-Id: com.shop\r\n"u8.ToArray()), ("BOOT-INF/lib/x.jar", inner));
        Assert.Equal(["maven com.shop:shop 1.2.3", "maven org.slf4j:slf4j-api 1.7.36"], Read("app/shop-1.2.3.jar", outer));
    }

    [Fact]
    public void Archives_in_archives_without_end_and_bombs_are_said()
    {
        var jar = Jar(("x", [1]));
        for (var i = 0; i < 10; i++) jar = Jar(("x.jar", jar));
        Assert.Contains("deep", Assert.Single(Bill("deep.jar", jar).Notes), StringComparison.Ordinal);
        File.Delete(Path.Combine(files.Folder, "deep.jar"));
        Assert.Contains("unpacks to more than it may", Assert.Single(Bill("bomb.jar", Jar(("META-INF/maven/a/b/pom.properties", new byte[8 << 20]))).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_said() =>
        Assert.Single(Bill("a/package-lock.json", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"dependencies\":{\"a\":", 5000)))).Notes);

    [Fact]
    public void Links_out_of_a_folder_are_not_followed()
    {
        using var outside = new ImageMaker();
        outside.Write("composer.lock", """{"packages":[{"name":"a/b","version":"1.0"}]}"""u8.ToArray());
        Directory.CreateSymbolicLink(Path.Combine(files.Folder, "out"), outside.Folder);
        File.CreateSymbolicLink(Path.Combine(files.Folder, "composer.lock"), Path.Combine(outside.Folder, "composer.lock"));
        Assert.Empty(BillMaker.Of(files.Folder, "x").Require().Components);
    }

    internal static byte[] Jar(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
