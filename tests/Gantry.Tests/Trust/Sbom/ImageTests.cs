using Gantry.Trust.Sbom;

namespace Gantry.Tests.Trust.Sbom;

public sealed class ImageTests : IDisposable
{
    private const string Status = "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2.15-2+b2\nSource: bash (5.2.15-2)\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n";
    private const string Release = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
    private readonly ImageMaker image = new();

    public void Dispose() => image.Dispose();

    private SoftwareBill Read(string? path = null) => BillMaker.Of(path ?? image.Docker(), "shop/web:1").Require();

    private static string[] Names(SoftwareBill bill) => [.. bill.Components.Select(c => $"{c.Name} {c.Version}")];

    [Fact]
    public void Packages_are_read_from_the_layers_with_the_layer_that_brought_them()
    {
        image.Layer(("etc/", ""), ("usr/lib/os-release", Release), ("etc/os-release", "→../usr/lib/os-release"), ("var/lib/dpkg/status", Status)).Layer(("app/package-lock.json", """{"packages":{"":{},"node_modules/left-pad":{"version":"1.3.0"},"node_modules/x":{"version":"1.0.0","dev":true}}}"""));
        var bill = Read();
        Assert.Equal(["bash 5.2.15-2+b2", "left-pad 1.3.0"], Names(bill));
        Assert.Equal(("debian", "12"), (bill.Distribution!.Id, bill.Distribution.Version));
        Assert.Equal(("bash", "5.2.15-2", "amd64"), (bill.Components[0].SourceName, bill.Components[0].SourceVersion, bill.Components[0].Architecture));
        Assert.NotEqual(bill.Components[0].Layer, bill.Components[1].Layer);
        Assert.StartsWith("sha256:", bill.Digest, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_image_is_the_same_however_it_is_packed()
    {
        image.Layer(("var/lib/dpkg/status", Status));
        var plain = Read();
        Assert.Equal(Names(plain), Names(Read(image.Docker(gzip: true))));
        Assert.Equal(Names(plain), Names(Read(image.Oci())));
        Assert.Equal(Names(plain), Names(Read(image.Write("image.tar.gz", ImageMaker.Gzip(File.ReadAllBytes(image.Docker()))))));
        Assert.Equal(Names(plain), Names(Read(image.Write("root.tar", ImageMaker.Tar(ImageMaker.Entry("./var/lib/dpkg/status", Status))))));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "gantry-layer-*"));
    }

    [Fact]
    public void What_a_layer_takes_away_is_gone()
    {
        image.Layer(("a/package-lock.json", Lock("a")), ("b/package-lock.json", Lock("b")), ("c/d/package-lock.json", Lock("c")), ("e/package-lock.json", Lock("e")))
            .Layer(("a/.wh.package-lock.json", ""), ("b/package-lock.json", Lock("b2")), ("b/.wh..wh..opq", ""), (".wh.c", ""), ("e", "a file now"));
        Assert.Equal(["b2 1.0.0"], Names(Read()));
    }

    [Fact]
    public void Links_are_followed_within_the_image_only()
    {
        image.Layer(("usr/lib/apk/db/", ""), ("lib", "→usr/lib"), ("up", "→../../../../app"), ("loop", "→loop"), ("app/", ""))
            .Layer(("lib/apk/db/installed", "P:musl\nV:1.2.4-r2\nA:x86_64\no:musl\n"), ("up/package-lock.json", Lock("x")), ("loop/package-lock.json", Lock("y")), ("app/copy/package-lock.json", "=app/package-lock.json"));
        var bill = Read();
        Assert.Equal(["musl 1.2.4-r2", "x 1.0.0"], Names(bill));
        Assert.Contains("loop/package-lock.json", Assert.Single(bill.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_from_scratch_and_one_without_a_package_manager_have_bills_too()
    {
        Assert.Empty(Read(new ImageMaker().Layer(("hello", "x")).Docker()).Components);
        image.Layer(("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\n"), ("var/lib/dpkg/status.d/base.md5sums", "x"));
        Assert.Equal(["base-files 12.4"], Names(Read()));
    }

    [Theory]
    [InlineData("../../etc/passwd", "x", "leads out of the image")]
    [InlineData("a/../../b", "x", "leads out of the image")]
    [InlineData("a", "=../../etc/shadow", "leads out of the image")]
    public void What_leads_out_of_the_root_is_refused(string path, string content, string message)
    {
        image.Layer((path, content));
        var problem = BillMaker.Of(image.Docker(), "x").Problem;
        Assert.Equal("sbom.refused", problem?.Code);
        Assert.Contains(message, problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_another_than_it_says_is_refused()
    {
        image.Layer(("var/lib/dpkg/status", Status));
        foreach (var path in (string[])[image.Docker(), image.Oci()])
        {
            var content = File.ReadAllBytes(path);
            var at = path.EndsWith("oci.tar", StringComparison.Ordinal) ? content.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x1f, 0x8b]) + 3 : content.AsSpan().IndexOf("5.2.15-2+b2"u8);
            content[at]++;
            File.WriteAllBytes(path, content);
            Assert.Equal("sbom.refused", BillMaker.Of(path, "x").Problem?.Code);
        }
    }

    [Fact]
    public void A_size_that_is_a_lie_is_refused()
    {
        var layer = ImageMaker.Tar(ImageMaker.Entry("var/lib/dpkg/status", Status));
        var header = layer.AsSpan().LastIndexOf("var/lib/dpkg/status\0"u8);
        "77777777777\0"u8.CopyTo(layer.AsSpan(header + 124));
        Checksum(layer.AsSpan(header, 512));
        var problem = BillMaker.Of(image.Raw(layer).Docker(), "x").Problem;
        Assert.Contains("claims 8589934591 bytes", problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_fills_the_disk()
    {
        using var stream = new MemoryStream();
        using (var packed = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 80; i++) packed.Write(zeros);
        }

        var problem = BillMaker.Of(image.Write("bomb.tar.gz", stream.ToArray()), "x").Problem;
        Assert.Contains("times its size", problem?.Message, StringComparison.Ordinal);
    }

    private static string Lock(string name) => "{\"packages\":{\"node_modules/" + name + "\":{\"version\":\"1.0.0\"}}}";

    internal static void Checksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var b in header) sum += b;
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header.Slice(148, 8));
    }
}
