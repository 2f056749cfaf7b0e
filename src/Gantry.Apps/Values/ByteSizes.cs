using System.Globalization;

namespace Gantry.Apps.Values;

/// <summary>Compose's sizes: <c>512m</c>, <c>1.5gb</c>, <c>64KiB</c>, or a number of bytes. Every unit counts by 1024.</summary>
internal static class ByteSizes
{
    /// <summary>Null when it is no size, negative, or beyond a petabyte.</summary>
    public static long? Parse(string text)
    {
        if (text.Length is 0 or > 32) return null;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        if (!double.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        double? unit = text[end..].Trim().ToLowerInvariant() switch
        {
            "" or "b" => 1,
            "k" or "kb" or "kib" => 1L << 10,
            "m" or "mb" or "mib" => 1L << 20,
            "g" or "gb" or "gib" => 1L << 30,
            "t" or "tb" or "tib" => 1L << 40,
            _ => null,
        };
        var bytes = number * unit;
        return bytes is <= (1L << 50) ? (long)bytes : null;
    }
}
