using Gantry.Apps.Values;

namespace Gantry.Tests.Apps.Values;

public sealed class TextFormTests
{
    [Theory]
    [InlineData("1m30s", 90_000)]
    [InlineData("500ms", 500)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("2h3m4s", 7_384_000)]
    [InlineData("1500us", 1.5)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void Durations_are_read(string text, double milliseconds) => Assert.Equal(milliseconds, Durations.Parse(text)?.TotalMilliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("1x")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1s2")]
    [InlineData("1.2.3s")]
    [InlineData("99999999999999999999999h")]
    public void What_is_no_duration_is_not_read(string text) => Assert.Null(Durations.Parse(text));

    [Theory]
    [InlineData("1.5gb", 1_610_612_736)]
    [InlineData("64k", 65_536)]
    [InlineData("64KiB", 65_536)]
    [InlineData("10 mb", 10_485_760)]
    [InlineData("1024", 1024)]
    [InlineData("1b", 1)]
    [InlineData("0", 0)]
    public void Sizes_are_read(string text, long bytes) => Assert.Equal(bytes, ByteSizes.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("k")]
    [InlineData("-1")]
    [InlineData("1q")]
    [InlineData("9999999t")]
    public void What_is_no_size_is_not_read(string text) => Assert.Null(ByteSizes.Parse(text));

    [Theory]
    [InlineData("a  b\tc", "a|b|c")]
    [InlineData("a 'b c' \"d e\"", "a|b c|d e")]
    [InlineData("a\\ b c\\'d", "a b|c'd")]
    [InlineData("--x=\"1 2\"y", "--x=1 2y")]
    [InlineData("'' \"\"", "|")]
    [InlineData("\"a\\\"b\\$c\\d\"", "a\"b$c\\d")]
    [InlineData("'it'\\''s'", "it's")]
    [InlineData("a \\\n b", "a||b")]
    [InlineData("", "")]
    public void Commands_are_split_as_a_shell_does(string line, string words) => Assert.Equal(words, string.Join('|', ShellWords.Split(line).Words!));

    [Theory]
    [InlineData("a 'b")]
    [InlineData("a \"b")]
    [InlineData("a \"b\\\"")]
    public void A_quotation_mark_that_is_not_closed_gives_no_words(string line) => Assert.Null(ShellWords.Split(line).Words);

    [Theory]
    [InlineData("a && b", true)]
    [InlineData("a | b", true)]
    [InlineData("a 'x && y'", false)]
    [InlineData("a \\& b", false)]
    public void Operators_of_a_shell_are_noticed(string line, bool expected) => Assert.Equal(expected, ShellWords.Split(line).HasOperator);

    [Theory]
    [InlineData("enviroment", "environment")]
    [InlineData("healthCheck", "healthcheck")]
    [InlineData("env-file", "env_file")]
    [InlineData("prots", "ports")]
    [InlineData("completely", null)]
    [InlineData("x", null)]
    public void The_nearest_name_is_suggested_when_it_is_near(string wrong, string? expected) =>
        Assert.Equal(expected, Nearest.Of(wrong, ["environment", "healthcheck", "env_file", "ports", "image"]));

    [Theory]
    [InlineData("nginx", "nginx", null, false)]
    [InlineData("registry.example.org:5000/a/b:1.2-x", "registry.example.org:5000/a/b", "1.2-x", false)]
    [InlineData("a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "a", null, true)]
    [InlineData("a__b/c.d-e:T", "a__b/c.d-e", "T", false)]
    public void Names_of_images_are_read(string text, string name, string? tag, bool digest)
    {
        var image = ImageName.Parse(text)!;
        Assert.Equal((name, tag, digest), (image.Name, image.Tag, image.Digest is not null));
    }

    [Theory]
    [InlineData("Nginx")]
    [InlineData("a b")]
    [InlineData("a:")]
    [InlineData("-a")]
    [InlineData("a@sha256:xyz")]
    [InlineData("a:b:c")]
    public void What_is_no_image_is_not_read(string text) => Assert.Null(ImageName.Parse(text));

    [Theory]
    [InlineData("My Great_App.v2", "my-great-app-v2")]
    [InlineData("--a--b--", "a-b")]
    [InlineData("überall", "berall")]
    [InlineData("...", "")]
    public void A_label_is_made_of_any_name(string name, string label)
    {
        Assert.Equal(label, Names.ToLabel(name, 40));
        Assert.True(label.Length == 0 || Names.IsLabel(label, 40));
    }
}
