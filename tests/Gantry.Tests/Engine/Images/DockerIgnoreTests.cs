using Gantry.Engine.Images;

namespace Gantry.Tests.Engine.Images;

public sealed class DockerIgnoreTests
{
    [Theory]
    [InlineData("bin", "bin", true)]
    [InlineData("bin", "bin/a/b", true)]
    [InlineData("bin", "src/bin", false)]
    [InlineData("/bin/", "bin/a", true)]
    [InlineData("./bin", "bin", true)]
    [InlineData("**/bin", "src/x/bin/a", true)]
    [InlineData("**/bin", "bin", true)]
    [InlineData("**/bin", "cabin", false)]
    [InlineData("*.md", "readme.md", true)]
    [InlineData("*.md", "docs/readme.md", false)]
    [InlineData("**/*.md", "docs/readme.md", true)]
    [InlineData("docs/**", "docs/a/b", true)]
    [InlineData("docs/**", "docs", false)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("[ab].txt", "b.txt", true)]
    [InlineData("[^ab].txt", "b.txt", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData(@"\*.md", "*.md", true)]
    [InlineData(@"\*.md", "a.md", false)]
    [InlineData("x/../bin", "bin", true)]
    [InlineData("# bin", "# bin", false)]
    [InlineData("  bin  ", "bin", true)]
    [InlineData("", "bin", false)]
    public void A_pattern_leaves_out_what_it_matches(string pattern, string path, bool excluded) =>
        Assert.Equal(excluded, DockerIgnore.Parse([pattern]).Excludes(path));

    [Theory]
    [InlineData("readme.md", false)]
    [InlineData("other.md", true)]
    [InlineData("secret/readme.md", true)]
    public void The_last_pattern_that_matches_decides(string path, bool excluded) =>
        Assert.Equal(excluded, DockerIgnore.Parse(["**/*.md", "!**/readme.md", "secret"]).Excludes(path));

    [Fact]
    public void A_folder_left_out_is_entered_only_where_something_of_it_is_taken_back()
    {
        var ignore = DockerIgnore.Parse(["*", "!src/app", "!docs/*.md"]);
        Assert.True(ignore.Excludes("src") && !ignore.Excludes("src/app/x") && ignore.Excludes("src/other"));
        Assert.True(ignore.MayIncludeInside("src"));
        Assert.True(ignore.MayIncludeInside("src/app"));
        Assert.True(ignore.MayIncludeInside("docs"));
        Assert.False(ignore.MayIncludeInside("node_modules"));
        Assert.True(DockerIgnore.Parse(["*", "!**/keep"]).MayIncludeInside("anything"));
    }
}
