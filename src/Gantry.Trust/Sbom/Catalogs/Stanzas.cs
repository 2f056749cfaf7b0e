using System.Text;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>Text of <c>Key: value</c> lines in paragraphs, as Debian and Python write it and, without the space, Alpine.</summary>
internal static class Stanzas
{
    public static IEnumerable<Dictionary<string, string>> Of(byte[] content, params string[] keys)
    {
        var stanza = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Lines(content))
        {
            if (line.Length == 0)
            {
                if (stanza.Count > 0) yield return stanza;
                stanza = new(StringComparer.Ordinal);
                continue;
            }

            var colon = line.IndexOf(':');
            if (colon <= 0 || char.IsWhiteSpace(line[0])) continue;
            var key = line[..colon];
            if (Array.IndexOf(keys, key) >= 0) stanza.TryAdd(key, line[(colon + 1)..].Trim());
        }

        if (stanza.Count > 0) yield return stanza;
    }

    private static IEnumerable<string> Lines(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
