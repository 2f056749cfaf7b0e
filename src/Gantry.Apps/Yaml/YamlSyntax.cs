using Gantry.Resources;
using YamlDotNet.Core;

namespace Gantry.Apps.Yaml;

/// <summary>Says in plain words what a YAML parser complains about. Never quotes the file: a line may hold a secret.</summary>
internal static class YamlSyntax
{
    public static Problem Explain(YamlException broken, string text, string file)
    {
        var lines = text.Split('\n');
        var mark = new Mark(file, (int)broken.Start.Line, (int)broken.Start.Column);
        if (TabAt(lines, mark, (int)broken.End.Line) is { } tab)
            return new Problem(tab.ToString(), "compose.syntax", "This line is indented with a tab, which YAML does not allow.", "Indent with spaces, two for each level.");
        var (message, help) = Words(broken.Message);
        return new Problem(mark.ToString(), "compose.syntax", message, help);
    }

    /// <summary>A tab in the indentation is usually noticed some lines later, with a misleading reason.</summary>
    private static Mark? TabAt(string[] lines, Mark mark, int end)
    {
        for (var line = Math.Max(1, mark.Line - 1); line <= Math.Min(Math.Max(mark.Line, end), lines.Length); line++)
        {
            var content = lines[line - 1];
            var tab = content.IndexOf('\t');
            if (tab >= 0 && content.AsSpan(0, tab).Trim(' ').IsEmpty && !content.AsSpan().Trim().IsEmpty) return new Mark(mark.File, line, tab + 1);
        }

        return null;
    }

    private static (string Message, string Help) Words(string message)
    {
        bool Says(string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);

        if (Says("simple key") || Says("expected ':'"))
            return ("This line is not 'key: value': the colon is missing, or the space after it.", "Write a colon and a space after the key; put a text that goes over several lines in quotes.");
        if (Says("mapping values are not allowed") || Says("invalid mapping"))
            return ("A colon stands where no value can begin.", "Check the indentation of this line and the one above; put a value that holds ': ' in quotes.");
        if (Says("quoted scalar") || Says("quoted"))
            return ("A quotation mark is opened and not closed, or closed too early.", "Close the text with the same quotation mark; inside single quotes write '' for one.");
        if (Says("flow sequence") || Says("flow mapping") || Says("',' or"))
            return ("A '[' or '{' is opened and not closed properly.", "Close it, and put commas between the items.");
        if (Says("cannot start any token") || Says("reserved indicator"))
            return ("A value cannot begin with this character.", "Put the value in quotes.");
        if (Says("escape"))
            return ("A backslash in double quotes is followed by a character that it cannot escape.", "Write '\\\\' for a backslash, or use single quotes.");
        if (Says("anchor") || Says("alias")) return ("An anchor or alias is not written properly.", "Write '&name' at a value and '*name' where it is repeated.");
        if (Says("tag") || Says("directive")) return ("A tag or directive is not written properly.", "Remove it, or put a value that begins with '!' or '%' in quotes.");
        if (Says("block entry") || Says("block sequence") || Says("'-' indicator") || Says("block mapping") || Says("expected key") || Says("block end") || Says("indentation"))
            return ("The indentation does not fit what stands above.", "Indent keys of one map, and items of one list, by the same number of spaces.");
        return ("This is not valid YAML.", "Check the indentation, quotes and colons of this line and the one above.");
    }
}
