namespace Gantry.Tests.Trust.Versions;

/// <summary>Ascending chains of versions, one on each line of testdata/Versions: every two of a line are a pair.</summary>
internal static class Chains
{
    public static readonly string[] Ecosystems = ["debian", "alpine", "rpm", "semver", "npm", "nuget", "pypi", "maven", "rubygems", "packagist", "go", "crates"];

    public static IEnumerable<(string A, string Sign, string B)> Pairs(string ecosystem)
    {
        foreach (var words in Lines(ecosystem))
        {
            for (var i = 0; i < words.Length; i += 2)
            {
                for (var j = i + 2; j < words.Length; j += 2)
                {
                    var equal = Enumerable.Range(0, (j - i) / 2).All(k => words[i + 1 + (2 * k)] == "=");
                    yield return (words[i], equal ? "=" : "<", words[j]);
                }
            }
        }
    }

    public static string[] Versions(string ecosystem) => [.. Lines(ecosystem).SelectMany(w => w.Where((_, i) => i % 2 == 0)).Distinct()];

    private static IEnumerable<string[]> Lines(string ecosystem) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "testdata", "Versions", ecosystem + ".txt"))
            .Where(l => l.Length > 0 && !l.StartsWith('#')).Select(l => l.Split(' '));
}
