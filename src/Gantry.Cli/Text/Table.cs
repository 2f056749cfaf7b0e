namespace Gantry.Cli.Text;

/// <summary>Rows in columns. Where they are too wide for the terminal the last column gives way; nothing else is ever cut.</summary>
public static class Table
{
    private const int Gap = 2;

    /// <param name="numeric">Columns that are aligned on the right.</param>
    /// <param name="whole">True: what does not fit goes to a line of its own instead of being cut, such as an address that people copy.</param>
    public static IEnumerable<Line> Render(
        IReadOnlyList<string> header, IEnumerable<IReadOnlyList<Line>> rows, int width, int[] numeric, bool whole = false)
    {
        List<IReadOnlyList<Line>> all = [.. rows];
        if (header.Any(h => h.Length > 0)) all.Insert(0, [.. header.Select(h => Line.Of(h, Tone.Dim))]);
        var widths = Enumerable.Range(0, header.Count).Select(c => all.Max(r => r[c].Width)).ToArray();
        foreach (var row in all)
        {
            var line = Line.Empty;
            for (var c = 0; c < header.Count - 1; c++)
                line += (numeric.Contains(c) ? row[c].PaddedLeft(widths[c]) : row[c].Padded(widths[c])) + new string(' ', Gap);
            var last = row[^1];
            if (!whole || line.Width + last.Width <= width)
            {
                yield return line + last.Cut(Math.Max(8, width - line.Width));
                continue;
            }

            if (line.ToString().Length > 0) yield return line;
            yield return new string(' ', 2 * Gap) + last;
        }
    }
}
