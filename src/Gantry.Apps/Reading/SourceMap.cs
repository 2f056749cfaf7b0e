using Gantry.Apps.Yaml;

namespace Gantry.Apps.Reading;

/// <summary>Where each part of the app was written: paths such as <c>services.web.ports[0]</c> to places.</summary>
internal sealed class SourceMap(string fallback)
{
    private readonly Dictionary<string, Mark> marks = new(StringComparer.Ordinal);

    private ILookup<string, string>? paths;

    public void Add(string path, Mark mark)
    {
        marks.TryAdd(path, mark);
        paths = null;
    }

    /// <summary>The path of what was written there, as the file has it; empty when nothing is known to be there.</summary>
    public string PathAt(string place)
    {
        paths ??= marks.ToLookup(m => m.Value.ToString(), m => m.Key, StringComparer.Ordinal);
        return paths[place].OrderBy(IsNumbered).ThenByDescending(p => p.Length).ThenBy(p => p, StringComparer.Ordinal).FirstOrDefault("");
    }

    /// <summary>Places of mounts and the like are known by number as well.</summary>
    private static bool IsNumbered(string path) => path.Split('.').Any(part => part.Length > 0 && part.All(char.IsAsciiDigit));

    public bool Has(string path) => marks.ContainsKey(path);

    /// <summary>The place of the path, or of the nearest part around it that has one.</summary>
    public string Place(string path)
    {
        while (path.Length > 0)
        {
            if (marks.TryGetValue(path, out var mark)) return mark.ToString();
            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return fallback;
    }
}
