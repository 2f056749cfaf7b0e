using Gantry.Apps;
using Gantry.Apps.Lint;

namespace Gantry.Tests.Apps.Lint;

public sealed class SafeFixesTests
{
    private const string Before = """
        # The shop.
        version: "3.9"
        services:
          web:
            image: shop/web:1
            stop_signal:
            # Why there are two.
            deploy:
              replicas: 2
              resources:
        """;

    [Fact]
    public void Keys_without_effect_or_value_go_and_nothing_else_does()
    {
        using var project = new TemporaryProject();
        var loaded = project.Load(Before);
        var (text, mended) = SafeFixes.Apply(Before, SafeFixes.Of(loaded.Problems)["compose.yaml"]);
        Assert.Equal("# The shop.\nservices:\n  web:\n    image: shop/web:1\n    # Why there are two.\n    deploy:\n      replicas: 2", text.TrimEnd());
        Assert.Equal(["compose.yaml:2:1", "compose.yaml:6:5", "compose.yaml:10:7"], mended.Select(p => p.Place));
        var after = project.Load(text);
        Assert.Equal(Services(loaded), Services(after));
        Assert.Empty(after.Problems);

        static string Services(ComposeResult result) => string.Join(' ', result.Definition!.Services.Select(s => $"{s.Name} {s.Image} {s.Replicas} {s.StopSignal}"));
    }

    [Theory]
    [InlineData("services:\n  web: { image: shop/web:1, stop_signal: }\n")]
    [InlineData("services:\n  web:\n    image: shop/web:1\n    x-gantry:\n")]
    [InlineData("services:\n  web:\n    image: shop/web:1\n    deploy:\n      labels:\n")]
    public void What_is_not_a_line_of_its_own_or_the_only_key_is_left_to_people(string text)
    {
        using var project = new TemporaryProject();
        var (after, _) = SafeFixes.Apply(text, SafeFixes.Of(project.Load(text).Problems)["compose.yaml"]);
        Assert.DoesNotContain(project.Load(after).Problems, p => p.Severity == Gantry.Resources.Severity.Error);
    }
}
