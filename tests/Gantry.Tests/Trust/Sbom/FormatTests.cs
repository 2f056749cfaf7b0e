using System.Text.Json;
using Gantry.Trust.Sbom;
using Gantry.Trust.Sbom.Formats;

namespace Gantry.Tests.Trust.Sbom;

public sealed class FormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly SoftwareBill Bill = new()
    {
        Subject = "shop/web:1",
        Digest = "sha256:" + new string('a', 64),
        Distribution = new Distribution("debian", "12", "Debian GNU/Linux 12 (bookworm)"),
        Components =
        [
            new Component { Type = "deb", Name = "libssl3", Version = "1:3.0.11-1~deb12u2+b1", Architecture = "amd64", SourceName = "openssl", SourceVersion = "1:3.0.11-1~deb12u2", Layer = "sha256:1", Path = "var/lib/dpkg/status" },
            new Component { Type = "npm", Name = "@babel/core", Version = "7.0.0", Path = "a/package-lock.json" },
            new Component { Type = "maven", Name = "org.slf4j:slf4j-api", Version = "1.7.36" },
            new Component { Type = "golang", Name = "golang.org/x/net", Version = "v0.1.0" },
        ],
    };

    public static TheoryData<string> Both => ["cyclonedx", "spdx"];

    [Theory]
    [MemberData(nameof(Both))]
    public void What_is_written_is_read_as_the_same(string format)
    {
        var read = BillReader.Read("x.json", Written(format)).Require();
        Assert.Equal(Bill.Components.Select(c => c with { Layer = null, Path = null }), read.Components.Select(c => c with { Layer = null, Path = null }));
        Assert.Equal(Bill.Components.Select(c => c.Path), read.Components.Select(c => c.Path));
        Assert.Equal((Bill.Subject, Bill.Digest, Bill.Distribution), (read.Subject, read.Digest, read.Distribution));
        Assert.Empty(read.Notes);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void The_same_bill_is_the_same_document(string format) => Assert.Equal(Written(format), Written(format));

    [Theory]
    [InlineData("pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&upstream=glibc&distro=debian-12", "deb", "libc6", "2.36-9+deb12u4")]
    [InlineData("pkg:npm/%40babel/core@7.0.0", "npm", "@babel/core", "7.0.0")]
    [InlineData("pkg:npm/@babel/core@7.0.0", "npm", "@babel/core", "7.0.0")]
    [InlineData("pkg:maven/org.slf4j/slf4j-api@1.7.36?type=jar", "maven", "org.slf4j:slf4j-api", "1.7.36")]
    [InlineData("pkg:golang/golang.org/x/net@v0.1.0#html", "golang", "golang.org/x/net", "v0.1.0")]
    [InlineData("pkg:pypi/jinja2@3.1.6", "pypi", "jinja2", "3.1.6")]
    public void Package_URLs_of_others_are_read(string text, string type, string name, string version)
    {
        var url = PackageUrl.Read(text)!;
        Assert.Equal((type, name, version), (url.Type, url.FullName, url.Version));
    }

    [Fact]
    public void A_bill_that_another_tool_made_is_read_and_what_it_lacks_is_said()
    {
        var bill = BillReader.Read("x.json", """
            {"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"component":{"name":"alpine:3.19"}},"components":[
              {"type":"operating-system","name":"alpine","version":"3.19.1"},
              {"type":"library","name":"libcrypto3","version":"3.1.4-r5","purl":"pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&upstream=openssl&distro=alpine-3.19.1"},
              {"type":"library","name":"mystery"}]}
            """u8.ToArray()).Require();
        Assert.Equal(("openssl", "3.19.1"), (bill.Components[0].SourceName, bill.Distribution!.Version));
        Assert.StartsWith("1 of its components", Assert.Single(bill.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_formats_say_which_they_are()
    {
        using var cyclone = JsonDocument.Parse(Written("cyclonedx"));
        using var spdx = JsonDocument.Parse(Written("spdx"));
        Assert.Equal(("CycloneDX", "1.6"), (cyclone.RootElement.GetProperty("bomFormat").GetString(), cyclone.RootElement.GetProperty("specVersion").GetString()));
        Assert.Equal(("SPDX-2.3", "CC0-1.0"), (spdx.RootElement.GetProperty("spdxVersion").GetString(), spdx.RootElement.GetProperty("dataLicense").GetString()));
        var described = spdx.RootElement.GetProperty("packages").EnumerateArray().Select(p => p.GetProperty("SPDXID").GetString()).ToHashSet();
        Assert.All(spdx.RootElement.GetProperty("relationships").EnumerateArray(), r => Assert.Contains(r.GetProperty("relatedSpdxElement").GetString(), described));
    }

    private static byte[] Written(string format)
    {
        using var stream = new MemoryStream();
        if (format == "spdx") Spdx.Write(Bill, Now, stream);
        else CycloneDx.Write(Bill, Now, stream);
        return stream.ToArray();
    }
}
