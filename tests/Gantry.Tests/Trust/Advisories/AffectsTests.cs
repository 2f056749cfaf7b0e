using Gantry.Trust.Decisions.Advisories;

namespace Gantry.Tests.Trust.Advisories;

public sealed class AffectsTests
{
    [Theory]
    [InlineData("npm", "SEMVER", """{"introduced":"0"},{"fixed":"1.2.0"}""", "1.1.9", true, "1.2.0")]
    [InlineData("npm", "SEMVER", """{"introduced":"0"},{"fixed":"1.2.0"}""", "1.2.0", false, null)]
    [InlineData("npm", "SEMVER", """{"introduced":"0"},{"fixed":"1.2.0"}""", "1.2.0-rc.1", true, "1.2.0")]
    [InlineData("npm", "SEMVER", """{"fixed":"2.1.0"},{"introduced":"2.0.0"},{"fixed":"1.2.0"},{"introduced":"1.0.0"}""", "1.3.0", false, null)]
    [InlineData("npm", "SEMVER", """{"fixed":"2.1.0"},{"introduced":"2.0.0"},{"fixed":"1.2.0"},{"introduced":"1.0.0"}""", "2.0.5", true, "2.1.0")]
    [InlineData("PyPI", "ECOSYSTEM", """{"introduced":"1.0"},{"last_affected":"1.5"}""", "1.5", true, null)]
    [InlineData("PyPI", "ECOSYSTEM", """{"introduced":"1.0"},{"last_affected":"1.5"}""", "1.5.post1", false, null)]
    [InlineData("PyPI", "ECOSYSTEM", """{"introduced":"0"},{"limit":"2.0"}""", "2.0", false, null)]
    [InlineData("PyPI", "ECOSYSTEM", """{"introduced":"0"},{"limit":"2.0"}""", "1.9", true, null)]
    [InlineData("Debian:12", "ECOSYSTEM", """{"introduced":"0"},{"fixed":"1.1.1n-0+deb12u2"}""", "1.1.1n-0+deb12u1", true, "1.1.1n-0+deb12u2")]
    [InlineData("Debian:12", "ECOSYSTEM", """{"introduced":"0"},{"fixed":"1.1.1n-0+deb12u2"}""", "1.1.1n-0+deb12u10", false, null)]
    [InlineData("Debian:12", "ECOSYSTEM", """{"introduced":"0"}""", "9:9", true, null)]
    [InlineData("npm", "GIT", """{"introduced":"0"},{"fixed":"abcdef"}""", "1.0.0", false, null)]
    public void Ranges_are_read_as_the_schema_says(string ecosystem, string type, string events, string version, bool yes, string? repaired)
    {
        var record = OsvReader.Read("x", Records.Of("A-1", ecosystem, "p", events, type: type)).Require();
        Assert.Equal(new Affects.Verdict(yes, repaired), Affects.Of(record.Affected[0], version));
        Assert.Equal(type == "GIT" ? 1 : 0, record.Passed);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"id\":\"A\"}")]
    [InlineData("{\"id\":1,\"modified\":\"2026\"}")]
    [InlineData("\"\"")]
    public void What_is_no_record_is_refused(string json) => Assert.Equal("advisories.record", OsvReader.Read("x", System.Text.Encoding.UTF8.GetBytes(json)).Problem?.Code);

    [Fact]
    public void A_record_of_any_shape_is_read_or_refused()
    {
        var record = Records.Of("A-1", "npm", "p", Records.Fixed("1.0.0"), Records.Severity(Records.Severe));
        var random = new Random(11);
        for (var i = 0; i < 3000; i++)
        {
            var broken = (byte[])record.Clone();
            for (var k = random.Next(1, 6); k > 0; k--) broken[random.Next(broken.Length)] = (byte)" {}[]\":,0a"[random.Next(10)];
            OsvReader.Read("x", broken);
        }
    }

    [Fact]
    public void A_record_that_is_nested_without_end_is_refused() =>
        Assert.NotNull(OsvReader.Read("x", System.Text.Encoding.UTF8.GetBytes("{\"id\":\"A\",\"modified\":\"2026\",\"affected\":" + new string('[', 100_000))).Problem);
}
