using System.Globalization;

namespace Gantry.Apps.Reading;

/// <summary>Sorts places as one reads: by file, then by line, then by column.</summary>
internal static class PlaceOrder
{
    public static (string File, int Line, int Column) Of(string place)
    {
        var parts = place.Split(':');
        return parts.Length >= 3 && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var line) && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var column)
            ? (string.Join(':', parts[..^2]), line, column)
            : (place, 0, 0);
    }
}
