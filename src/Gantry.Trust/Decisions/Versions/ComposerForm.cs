using System.Text.RegularExpressions;

namespace Gantry.Trust.Decisions.Versions;

/// <summary>The long form that Composer gives a version: <c>v1.2-beta.3</c> is <c>1.2.0.0-beta3</c>.</summary>
internal static partial class ComposerForm
{
    /// <returns>Null for what is no version.</returns>
    public static string? Of(string version)
    {
        var text = version.Trim();
        if (Alias().Match(text) is { Success: true } alias) text = alias.Groups[1].Value;
        if (Stability().Match(text) is { Success: true } flag) text = text[..flag.Index];
        if (text is "master" or "trunk" or "default") return "dev-" + text;
        if (text.StartsWith("dev-", StringComparison.OrdinalIgnoreCase)) return text.Length > 4 ? "dev-" + text[4..] : null;
        if (Build().Match(text) is { Success: true } build) text = build.Groups[1].Value;
        if (Classical().Match(text) is { Success: true } classical)
        {
            var numbers = string.Concat(Enumerable.Range(1, 4).Select(i => classical.Groups[i] is { Success: true, Length: > 0 } g ? g.Value : ".0"));
            return Modified(numbers, classical);
        }

        if (Dated().Match(text) is { Success: true } dated) return Modified(NoDigit().Replace(dated.Groups[1].Value, "."), dated);
        return Branch().Match(text) is { Success: true } branch ? Branched(branch) : null;
    }

    private static string Modified(string numbers, Match match)
    {
        if (match.Groups["stability"] is { Success: true, Length: > 0 } stability)
        {
            if (stability.Value.Equals("stable", StringComparison.OrdinalIgnoreCase)) return numbers;
            numbers += "-" + Expanded(stability.Value) + match.Groups["number"].Value.TrimStart('.', '-');
        }

        return match.Groups["dev"] is { Success: true, Length: > 0 } ? numbers + "-dev" : numbers;
    }

    private static string Expanded(string stability) => stability.ToLowerInvariant() switch
    {
        "a" => "alpha",
        "b" => "beta",
        "p" or "pl" => "patch",
        "rc" => "RC",
        var word => word,
    };

    private static string Branched(Match branch)
    {
        var numbers = string.Concat(Enumerable.Range(1, 4).Select(i => branch.Groups[i] is { Success: true, Length: > 0 } g ? g.Value.Replace('*', 'x').Replace('X', 'x') : ".x"));
        return numbers.Replace("x", "9999999", StringComparison.Ordinal) + "-dev";
    }

    private const string Modifier = @"[._-]?(?:(?<stability>stable|beta|b|RC|alpha|a|patch|pl|p)(?<number>(?>(?:[.-]?[0-9]+)*)))?(?<dev>[.-]?dev)?\z";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^(?<1>[^,\s]+) +as +[^,\s]+\z", Options)]
    private static partial Regex Alias();

    [GeneratedRegex(@"@(?:stable|RC|beta|alpha|dev)\z", Options)]
    private static partial Regex Stability();

    [GeneratedRegex(@"^(?<1>[^,\s+]+)\+[^\s]+\z", Options)]
    private static partial Regex Build();

    [GeneratedRegex(@"^v?(?<1>[0-9]{1,5})(?<2>\.[0-9]+)?(?<3>\.[0-9]+)?(?<4>\.[0-9]+)?" + Modifier, Options)]
    private static partial Regex Classical();

    [GeneratedRegex(@"^v?(?<1>[0-9]{4}(?:[.:-]?[0-9]{2}){1,6}(?:[.:-]?[0-9]{1,3}){0,2})" + Modifier, Options)]
    private static partial Regex Dated();

    [GeneratedRegex(@"^v?(?<1>[0-9]+)(?<2>\.(?:[0-9]+|[xX*]))?(?<3>\.(?:[0-9]+|[xX*]))?(?<4>\.(?:[0-9]+|[xX*]))?[.-]?dev\z", Options)]
    private static partial Regex Branch();

    [GeneratedRegex("[^0-9]+")]
    private static partial Regex NoDigit();
}
