using System.Text.RegularExpressions;

namespace Gantry.Apps.Values;

/// <summary>An image reference by the grammar of container registries: <c>[host[:port]/]path[:tag][@digest]</c>.</summary>
/// <param name="Name">Without tag and digest.</param>
internal sealed partial record ImageName(string Name, string? Tag, string? Digest)
{
    private const int Longest = 512;

    public static ImageName? Parse(string text)
    {
        if (text.Length > Longest) return null;
        var match = Grammar().Match(text);
        if (!match.Success) return null;
        return new ImageName(match.Groups["name"].Value, Part(match, "tag"), Part(match, "digest"));
    }

    private static string? Part(Match match, string group) => match.Groups[group].Success ? match.Groups[group].Value : null;

    [GeneratedRegex(@"\A(?<name>(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[0-9a-f]{32,128}))?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Grammar();
}
