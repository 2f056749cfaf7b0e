namespace Gantry.Tests.Cli;

/// <summary><c>gantry versions compare</c>: the orders are tested in Trust/Versions, here is how they are asked for.</summary>
public sealed class VersionsTests
{
    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        await using var platform = await FakePlatform.StartAsync();
        return await platform.RunAsync(["versions", "compare", .. words]);
    }

    [Theory]
    [InlineData("debian", "1.0~rc1", "1.0", "<\n")]
    [InlineData("PyPI", "1.0", "1.0.0", "=\n")]
    [InlineData("Alpine:v3.20", "1.0-r2", "1.0-r1", ">\n")]
    public async Task Two_versions_have_one_sign(string ecosystem, string a, string b, string sign) =>
        Assert.Equal((0, sign, ""), await RunAsync(ecosystem, a, b));

    [Theory]
    [InlineData("What has no order is refused", "versions.ecosystem", "hackage", "1", "2")]
    [InlineData("'1.0' has fewer than three numbers", "", "semver", "1.0", "1.0.0")]
    [InlineData("The second version is missing", "", "semver", "1.0.0")]
    public async Task What_is_no_version_is_named(string message, string code, params string[] words)
    {
        var (exit, _, error) = await RunAsync(words);
        Assert.Equal(1, exit);
        Assert.Contains(code.Length > 0 ? "This ecosystem's versions are not known" : message, error, StringComparison.Ordinal);
    }
}
