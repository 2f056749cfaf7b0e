using Gantry.Trust.Sbom;
using Gantry.Trust.Sbom.Formats;

namespace Gantry.Tests.Trust.Sbom;

/// <summary>Broken input of every kind that is read: it ends in a bill or in a refusal, never in anything else.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("GANTRY_NIGHTLY") is { Length: > 0 } ? 3000 : 60;
    private readonly ImageMaker files = new();

    public void Dispose() => files.Dispose();

    public static TheoryData<string> Inputs => ["var/lib/dpkg/status", "lib/apk/db/installed", "var/lib/rpm/rpmdb.sqlite", "a/package-lock.json", "a/App.deps.json", "a.jar", "bin/go", "bin/rust", "image.tar", "layer.tar.gz"];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void It_ends_in_a_bill_or_a_refusal(string input)
    {
        var good = Good(input);
        var random = new Random(17);
        for (var round = 0; round < Rounds; round++)
        {
            var path = files.Write(input, Broken(good, random));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var outcome = BillMaker.Of(input.Contains(".tar", StringComparison.Ordinal) ? path : files.Folder, "x");
            if (outcome.Problem is { } problem) Assert.StartsWith("sbom.", problem.Code, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bills_end_in_a_bill_or_a_refusal()
    {
        using var stream = new MemoryStream();
        CycloneDx.Write(new SoftwareBill { Subject = "x", Components = [new Component { Type = "npm", Name = "@a/b", Version = "1.0.0" }] }, DateTimeOffset.UnixEpoch, stream);
        var random = new Random(18);
        for (var round = 0; round < 10 * Rounds; round++)
        {
            try
            {
                BillReader.Read("x", Broken(stream.ToArray(), random));
            }
            catch (InvalidDataException)
            {
                // The refusal, which the maker turns into a problem.
            }
        }
    }

    /// <summary>Bytes changed, taken out, doubled, or numbers made large.</summary>
    private static byte[] Broken(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var k = random.Next(1, 5); k > 0; k--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at - (bytes.Count > 1 ? 0 : 1))); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                case 3: for (var i = at; i < Math.Min(at + 8, bytes.Count); i++) bytes[i] = 0xff; break;
                default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }

            if (bytes.Count == 0) bytes.Add(0);
        }

        return [.. bytes];
    }

    private byte[] Good(string input) => input switch
    {
        "var/lib/dpkg/status" => "Package: bash\nStatus: install ok installed\nVersion: 5.2.15-2+b2\nSource: bash (5.2.15-2)\n\nPackage: b\nVersion: 1\n"u8.ToArray(),
        "lib/apk/db/installed" => "P:libssl3\nV:3.1.4-r5\nA:x86_64\no:openssl\n\nP:musl\nV:1.2.4-r2\n"u8.ToArray(),
        "var/lib/rpm/rpmdb.sqlite" => RpmDatabase.Of("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)", RpmDatabase.Header("a", "1", "1"), RpmDatabase.Header("b", "2", "1", 3)),
        "a/package-lock.json" => """{"packages":{"node_modules/a":{"version":"1.0.0"}},"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"1"}}}}}"""u8.ToArray(),
        "a/App.deps.json" => """{"libraries":{"Dapper/2.1.0":{"type":"package"}}}"""u8.ToArray(),
        "a.jar" => CatalogTests.Jar(("META-INF/MANIFEST.MF", "Implementation-Title: a\nImplementation-Version: 1\n"u8.ToArray()), ("b.jar", CatalogTests.Jar(("META-INF/maven/a/b/pom.properties", "groupId=a\nartifactId=b\nversion=1\n"u8.ToArray())))),
        "bin/go" => Elf.Go("go1.22.1", "dep\tgolang.org/x/net\tv0.1.0\th1:x=\n"),
        "bin/rust" => Elf.Rust("""{"packages":[{"name":"serde","version":"1.0.1"}]}"""),
        "image.tar" => File.ReadAllBytes(files.Layer(("a/", ""), ("a/package-lock.json", "{\"packages\":{}}"), ("b", "→a")).Docker()),
        _ => ImageMaker.Gzip(ImageMaker.Tar(ImageMaker.Entry("var/lib/dpkg/status", "Package: a\nVersion: 1\n"), ImageMaker.Entry(new string('d', 200) + "/x", "y"))),
    };
}
