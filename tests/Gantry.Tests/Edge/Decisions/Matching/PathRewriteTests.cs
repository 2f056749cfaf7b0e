using System.Text;
using Gantry.Edge.Decisions.Matching;

namespace Gantry.Tests.Edge.Decisions.Matching;

public sealed class PathRewriteTests
{
    [Theory]
    [InlineData("/api/x?y=/api", "/api", "", "/x?y=/api")]
    [InlineData("/api", "/api", "", "/")]
    [InlineData("/api/", "/api", "/v2", "/v2/")]
    [InlineData("/api?x", "/api", "/v2", "/v2?x")]
    [InlineData("/x", "", "/v2", "/v2/x")]
    [InlineData("/", "", "/v2", "/v2/")]
    [InlineData("/%61pi/%20", "/api", "/v2", "/v2/%20")]
    [InlineData("/a%62c", "/ab", "/v2", null)]
    [InlineData("/apis", "/api", "/v2", null)]
    [InlineData("/ap", "/api", "/v2", null)]
    [InlineData("/ap%", "/api", "/v2", null)]
    [InlineData("/old/x", "/old", "https://new.test", "https://new.test/x")]
    public void The_prefix_is_replaced_and_the_rest_stays_as_it_came(string target, string prefix, string replacement, string? expected) =>
        Assert.Equal(expected, Rewritten(target, prefix, replacement));

    /// <summary>A browser takes two slashes in front for a host.</summary>
    [Theory]
    [InlineData("/old//evil.test", "/evil.test")]
    [InlineData("/old/\\evil.test", "/evil.test")]
    [InlineData("/old/\\/\\evil.test?/", "/evil.test?/")]
    public void What_is_left_never_begins_with_two_slashes(string target, string expected) => Assert.Equal(expected, Rewritten(target, "/old", ""));

    private static string? Rewritten(string target, string prefix, string replacement)
    {
        var to = new byte[200];
        var length = PathRewrite.Write(Encoding.ASCII.GetBytes(target), Encoding.ASCII.GetBytes(prefix), Encoding.ASCII.GetBytes(replacement), to);
        return length < 0 ? null : Encoding.ASCII.GetString(to, 0, length);
    }
}
