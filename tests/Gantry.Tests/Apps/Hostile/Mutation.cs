namespace Gantry.Tests.Apps.Hostile;

/// <summary>Damages a text in the ways that people and machines damage files.</summary>
internal static class Mutation
{
    private static readonly string[] Pieces =
    [
        "${A:-", "${", "}", "$", "$$", "\"", "'", "\t", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "<<: *a\n", "!x ", "|\n", ">\n", "#", "%", "@", "`", "~", "null", "\0", "\u2028", "🙂", "-1", "99999999999",
        "1e9", "0x10", "true", "\r\n", "...\n", "---\n", "? ", ",", "\\", "10s", "4gb", "80:80", "/etc", "../..", "services:\n", "x-gantry: {route: {path: /}}\n",
        "!reset ", "!override ", "    extends: web\n", "    extends: {service: web, file: compose.yaml}\n", "include: [compose.yaml]\n", "include: [a.yaml, ../x.yaml]\n", "<<: [*a, *b]\n", "${A?", "${A:+", "profiles: [a]\n", "name: x\n",
    ];

    public static string Of(string text, List<string> others, Random random)
    {
        for (var times = Math.Max(1, random.Next(-2, 5)); times > 0; times--) text = Once(text, others, random);
        return text;
    }

    private static string Once(string text, List<string> others, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 12), text.Length - at);
        switch (random.Next(7))
        {
            case 0: return text.Insert(at, Pieces[random.Next(Pieces.Length)]);
            case 1: return text.Remove(at, length);
            case 2: return text.Insert(at, text.Substring(at, length));
            case 3: return text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]);
            case 4: return Lines(text, random, (lines, i, j) => (lines[i], lines[j]) = (lines[j], lines[i]));
            case 5: return Lines(text, random, (lines, i, j) => lines.Insert(i, lines[j]));
            default:
                var other = others[random.Next(others.Count)].Split('\n');
                return Lines(text, random, (lines, i, _) => lines.Insert(i, other[random.Next(other.Length)]));
        }
    }

    private static string Lines(string text, Random random, Action<List<string>, int, int> change)
    {
        var lines = text.Split('\n').ToList();
        change(lines, random.Next(lines.Count), random.Next(lines.Count));
        return string.Join('\n', lines);
    }
}
