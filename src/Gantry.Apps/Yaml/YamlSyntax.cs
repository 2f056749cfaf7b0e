using Gantry.Resources;
using YamlDotNet.Core;

namespace Gantry.Apps.Yaml;

/// <summary>Says in plain words, and at the line to mend, what a YAML parser complains about. Never quotes the file: a line may hold a secret.</summary>
internal sealed class YamlSyntax(string text, string file)
{
    private readonly string[] lines = text.Split('\n');

    /// <param name="open">Where the innermost '[' or '{' that is not closed stands; null outside of one.</param>
    public Problem Explain(YamlException broken, Mark? open)
    {
        var at = new Mark(file, (int)broken.Start.Line, (int)broken.Start.Column);
        bool Says(string part) => broken.Message.Contains(part, StringComparison.OrdinalIgnoreCase);

        if (Says("invalid tab") || Tab(at.Line - 1, at.Line + 1) is not null)
            return Tell(Tab(at.Line - 1, at.Line + 1) ?? Tab(1, lines.Length) ?? at, "This line is indented with a tab, which YAML does not allow.", "Indent with spaces, two for each level.");
        if (Says("multiline plain scalar"))
            return Tell(LineAbove(at), "The colon after the key is missing here, or the space after the colon.", "Write 'key: value'.");
        if (Says("invalid mapping") || Says("mapping values are not allowed"))
            return HasColonBefore(at)
                ? Tell(at, "A second ': ' stands in this line, where no further value can begin.",
                    lines[at.Line - 1].TrimStart().StartsWith("image:", StringComparison.Ordinal) ? "Leave out the space after the second colon: name:tag." : "Put the value in quotes.")
                : Tell(at, "This line is indented as if it belonged to the one above, which already has a value.", "Indent it as the other keys of its map.");
        if (Says("escape")) return Tell(at, "A backslash in double quotes is followed by a character that it cannot escape.", "Write '\\\\' for a backslash, or use single quotes.");
        if (open is { } bracket) return Tell(bracket, "A '[' or '{' is opened here and not closed properly.", "Close it, and put commas between the items.");
        if (Says("quoted")) return Tell(at, "A quotation mark is opened here and not closed.", "Close the text with the same quotation mark, in the same line.");
        if (Says("expected key") && CharBefore(at) is '"' or '\'')
            return Tell(at, "The line goes on after a closing quotation mark.", "Put the whole value in one pair of quotes; inside single quotes write '' for one.");
        if (CharAt(at) is ']' or '}') return Tell(at, "A bracket is closed here that was not opened.", "Remove it, or open it before.");
        if (Says("cannot start any token")) return Tell(at, "A value cannot begin with this character.", "Put the value in quotes.");
        if (Says("'-' indicator")) return Tell(at, "A list and a map are mixed here.", "Begin every item of a list with '- ', and indent keys of a map alike.");
        if (CharAt(at) == '-' && Says("expected key") && CharAt(LineAbove(at)) != '-')
            return Tell(at, "An item of a list stands here among the keys of a map.", "Write it as 'key: value' like the others, or write all of them as items, each after '- '.");
        if (Says("expected key") || Says("block"))
            return Tell(at, "The indentation does not fit what stands above.", "Indent keys of one map, and items of one list, by the same number of spaces.");
        if (Says("anchor") || Says("alias")) return Tell(at, "An anchor or alias is not written properly.", "Write '&name' at a value and '*name' where it is repeated; put other texts in quotes.");
        if (Says("tag") || Says("directive")) return Tell(at, "A tag or directive is not written properly.", "Remove it, or put a value that begins with '!' or '%' in quotes.");
        return Tell(at, "This is not valid YAML.", "Check the indentation, quotes and colons of this line and the one above.");
    }

    private static Problem Tell(Mark at, string message, string help) => new(at.ToString(), "compose.syntax", message, help);

    /// <summary>The first tab that indents one of these lines; the parser may stop a line early or late.</summary>
    private Mark? Tab(int first, int last)
    {
        for (var i = Math.Max(0, first - 1); i < Math.Min(last, lines.Length); i++)
        {
            var indentation = lines[i].AsSpan()[..^lines[i].AsSpan().TrimStart().Length];
            if (indentation.IndexOf('\t') is >= 0 and var column && indentation.Length < lines[i].Length) return new Mark(file, i + 1, column + 1);
        }

        return null;
    }

    /// <summary>The line before that says something: where a colon is missing, the parser takes both lines for one text.</summary>
    private Mark LineAbove(Mark at)
    {
        for (var line = Math.Min(at.Line - 1, lines.Length); line >= 1; line--)
        {
            var content = lines[line - 1].AsSpan().TrimStart();
            if (!content.IsEmpty && content[0] != '#') return new Mark(file, line, lines[line - 1].Length - content.Length + 1);
        }

        return at;
    }

    private bool HasColonBefore(Mark at) => at.Line <= lines.Length && lines[at.Line - 1].IndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon && colon < at.Column - 1;

    private char CharBefore(Mark at) => at.Line <= lines.Length ? lines[at.Line - 1].AsSpan()[..Math.Clamp(at.Column - 1, 0, lines[at.Line - 1].Length)].TrimEnd() is [.., var c] ? c : '\0' : '\0';

    private char CharAt(Mark at) => at.Line <= lines.Length && at.Column >= 1 && at.Column <= lines[at.Line - 1].Length ? lines[at.Line - 1][at.Column - 1] : '\0';
}
