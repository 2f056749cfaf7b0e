using System.Text;

namespace Gantry.Cli.Text;

/// <summary>How much room text takes on a terminal.</summary>
public static class Columns
{
    public static int Of(string text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes()) columns += Of(rune);
        return columns;
    }

    /// <summary>The longest beginning that fits.</summary>
    public static string Prefix(string text, int columns)
    {
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns -= Of(rune);
            if (columns < 0) break;
            at += rune.Utf16SequenceLength;
        }

        return text[..at];
    }

    /// <summary>Without escape sequences; other control characters become spaces, so that no log can move the cursor.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\e' && i + 1 < text.Length && text[i + 1] == '[')
            {
                for (i += 2; i < text.Length && text[i] is < '@' or > '~';) i++;
                continue;
            }

            clean.Append(char.IsControl(text[i]) ? ' ' : text[i]);
        }

        return clean.ToString();
    }

    // Wide: Hangul, CJK with its punctuation and full-width forms, and the pictures from U+1F300 on.
    private static int Of(Rune rune) => rune.Value switch
    {
        >= 0x300 and <= 0x36F or 0x200D or 0xFE0F => 0,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF
            or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0x1F300 and <= 0x1FAFF => 2,
        _ => 1,
    };
}
