using System.Text;
using System.Text.RegularExpressions;

namespace Gantry.Engine.Images;

/// <summary>The patterns of a <c>.dockerignore</c>. The last one that matches a path, or a folder that it is in, decides.</summary>
/// <remarks>Rules: https://docs.docker.com/build/concepts/context/#dockerignore-files</remarks>
public sealed class DockerIgnore
{
    private sealed record Pattern(bool Includes, Regex Matches, string FixedStart);

    private readonly List<Pattern> _patterns;

    private DockerIgnore(List<Pattern> patterns) => _patterns = patterns;

    public static DockerIgnore Nothing { get; } = new([]);

    public static DockerIgnore Parse(IEnumerable<string> lines)
    {
        var patterns = new List<Pattern>();
        foreach (var line in lines)
        {
            // A comment has its mark in the first column.
            if (line.StartsWith('#')) continue;
            var text = line.Trim();
            var includes = text.StartsWith('!');
            if (includes) text = text[1..].Trim();
            text = Clean(text);
            if (text.Length == 0) continue;
            patterns.Add(new Pattern(includes, new Regex(Translate(text), RegexOptions.CultureInvariant | RegexOptions.Singleline), FixedStart(text)));
        }
        return new DockerIgnore(patterns);
    }

    /// <param name="path">Relative to the context, with slashes.</param>
    public bool Excludes(string path)
    {
        var excluded = false;
        foreach (var pattern in _patterns)
        {
            if (pattern.Includes == excluded && MatchesWithParents(pattern.Matches, path)) excluded = !pattern.Includes;
        }
        return excluded;
    }

    /// <summary>True when something inside of an excluded folder may be taken back in, so that it has to be looked at.</summary>
    public bool MayIncludeInside(string folder) => _patterns.Exists(p => p.Includes
        && (p.FixedStart.StartsWith(folder + "/", StringComparison.Ordinal) || (folder + "/").StartsWith(p.FixedStart, StringComparison.Ordinal)));

    private static bool MatchesWithParents(Regex pattern, string path)
    {
        for (var end = path.IndexOf('/'); end >= 0; end = path.IndexOf('/', end + 1))
        {
            if (pattern.IsMatch(path[..end])) return true;
        }
        return pattern.IsMatch(path);
    }

    private static string Clean(string pattern)
    {
        var parts = new List<string>();
        foreach (var part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else if (part is not ("." or "..")) parts.Add(part);
        }
        return string.Join('/', parts);
    }

    /// <summary>The part before the first sign that stands for something else.</summary>
    private static string FixedStart(string pattern) => pattern.IndexOfAny(['*', '?', '[', '\\']) is var at and >= 0 ? pattern[..at] : pattern;

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    i++;
                    if (i + 1 < pattern.Length && pattern[i + 1] == '/') i++;
                    // At the end it stands for everything, elsewhere for any number of folders.
                    regex.Append(i + 1 == pattern.Length ? ".*" : "(?:.*/)?");
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[' when pattern.IndexOf(']', i + 1) is var close and > 0:
                    regex.Append(pattern.AsSpan(i, close - i + 1));
                    i = close;
                    break;
                case '\\' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }
        return regex.Append('$').ToString();
    }
}
