using System.Text;
using Gantry.Edge.Fast.Decisions;

namespace Gantry.Tests.Edge.Fast;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/.well-known/x", "/.well-known/x")]
    [InlineData("/a.b/c.", "/a.b/c.")]
    [InlineData("/a%20b", "/a b")]
    [InlineData("/%61pi", "/api")]
    [InlineData("/%C3%A4", "/ä")]
    public void A_path_is_looked_up_as_it_is_meant(string path, string plain) => Assert.Equal(plain, Decode(path));

    [Theory]
    [InlineData("/..")]
    [InlineData("/a/../b")]
    [InlineData("/a/./b")]
    [InlineData("/a/.")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%5cb")]
    [InlineData("/a%25b")]
    [InlineData("/%00")]
    [InlineData("/%zz")]
    [InlineData("/%4")]
    [InlineData("/%C3")]
    public void What_would_change_its_segments_is_left_to_the_general_lane(string path) => Assert.Null(Decode(path));

    private static string? Decode(string path)
    {
        var plain = new char[RequestPath.Longest];
        return RequestPath.TryDecode(Encoding.ASCII.GetBytes(path), plain, out var length) ? new string(plain, 0, length) : null;
    }
}
