using System.Text;
using Gantry.Cli.Text;

namespace Gantry.Cli.Screen;

/// <summary>Lines as a terminal takes them.</summary>
public static class Ansi
{
    public const string HideCursor = "\e[?25l";
    public const string ShowCursor = "\e[?25h";
    public const string ClearBelow = "\r\e[J";

    public static string Up(int lines) => lines > 0 ? $"\e[{lines}A" : "";

    public static string Render(Line line, bool colour)
    {
        if (!colour) return line.ToString();
        var text = new StringBuilder();
        foreach (var span in line.Spans)
        {
            var code = Code(span.Tone);
            if (code.Length == 0) text.Append(span.Text);
            else text.Append("\e[").Append(code).Append('m').Append(span.Text).Append("\e[0m");
        }

        return text.ToString();
    }

    private static string Code(Tone tone) => tone switch
    {
        Tone.Dim => "2",
        Tone.Strong => "1",
        Tone.Good => "32",
        Tone.Bad => "31",
        Tone.Warn => "33",
        Tone.Accent => "36",
        _ => "",
    };
}
