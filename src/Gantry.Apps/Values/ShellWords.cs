using System.Text;

namespace Gantry.Apps.Values;

/// <param name="Words">Null when a quotation mark is not closed.</param>
/// <param name="HasOperator">True when an unquoted <c>| &amp; ; &lt; &gt;</c> stands in it: no shell reads the words, so it is passed on as it is.</param>
internal sealed record SplitCommand(IReadOnlyList<string>? Words, bool HasOperator);

/// <summary>Splits a command line as a POSIX shell does: quotes and backslashes, no expansion.</summary>
internal static class ShellWords
{
    public static SplitCommand Split(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var hasOperator = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c is ' ' or '\t' or '\n' or '\r')
            {
                if (word is not null) words.Add(word.ToString());
                word = null;
                continue;
            }

            word ??= new StringBuilder();
            switch (c)
            {
                case '\'':
                    var close = line.IndexOf('\'', i + 1);
                    if (close < 0) return new SplitCommand(null, hasOperator);
                    word.Append(line, i + 1, close - i - 1);
                    i = close;
                    break;
                case '"':
                    i = DoubleQuoted(line, i + 1, word);
                    if (i < 0) return new SplitCommand(null, hasOperator);
                    break;
                case '\\' when i + 1 < line.Length:
                    // A backslash before the end of a line joins the lines.
                    if (line[++i] != '\n') word.Append(line[i]);
                    break;
                default:
                    hasOperator |= c is '|' or '&' or ';' or '<' or '>';
                    word.Append(c);
                    break;
            }
        }

        if (word is not null) words.Add(word.ToString());
        return new SplitCommand(words, hasOperator);
    }

    private static int DoubleQuoted(string line, int i, StringBuilder word)
    {
        for (; i < line.Length; i++)
        {
            if (line[i] == '"') return i;
            if (line[i] == '\\' && i + 1 < line.Length && line[i + 1] is ('"' or '\\' or '$' or '`' or '\n'))
            {
                i++;
                if (line[i] != '\n') word.Append(line[i]);
                continue;
            }

            word.Append(line[i]);
        }

        return -1;
    }
}
