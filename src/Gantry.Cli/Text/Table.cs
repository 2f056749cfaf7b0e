namespace Gantry.Cli.Text;

/// <summary>Rows in columns. Too wide for the terminal, the last column gives way; nothing else is ever cut.</summary>
public static class Table
{
    private const int Gap = 2;

    /// <param name="numeric">Columns that are aligned on the right.</param>
    public static IEnumerable<Line> Render(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<Line>> rows, int width, params int[] numeric)
    {
        List<IReadOnlyList<Line>> all = [.. rows];
        if (header.Any(h => h.Length > 0)) all.Insert(0, [.. header.Select(h => Line.Of(h, Tone.Dim))]);
        var widths = Enumerable.Range(0, header.Count).Select(c => all.Max(r => r[c].Width)).ToArray();
        foreach (var row in all)
        {
            var line = Line.Empty;
            for (var c = 0; c < header.Count; c++)
            {
                var last = c == header.Count - 1;
                var cell = numeric.Contains(c) ? row[c].PaddedLeft(widths[c]) : last ? row[c] : row[c].Padded(widths[c]);
                if (last) cell = cell.Cut(Math.Max(8, width - line.Width));
                line += last ? cell : cell + new string(' ', Gap);
            }

            yield return line;
        }
    }
}
