namespace Gantry.Cli.Text;

/// <summary>Words over several lines.</summary>
public static class Paragraph
{
    /// <summary>The first line starts with <paramref name="lead"/>, the others are indented. A word too long stands alone.</summary>
    public static IEnumerable<Line> Wrap(Line lead, string text, int width, Tone tone = Tone.Plain, int? indent = null)
    {
        var margin = new string(' ', indent ?? lead.Width);
        var line = lead;
        var empty = true;
        foreach (var word in Columns.Printable(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && line.Width + 1 + Columns.Of(word) > width)
            {
                yield return line;
                line = margin;
                empty = true;
            }

            line += Line.Of(empty ? word : " " + word, tone);
            empty = false;
        }

        yield return line;
    }
}
