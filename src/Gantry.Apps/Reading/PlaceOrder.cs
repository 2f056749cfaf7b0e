using System.Globalization;

namespace Gantry.Apps.Reading;

/// <summary>Places such as <c>compose.yaml:3:5</c> taken apart; in this order one reads them.</summary>
public static class PlaceOrder
{
    /// <summary>Line and column count from 1; both are 0 for a place that is a file alone.</summary>
    public static (string File, int Line, int Column) Of(string place)
    {
        var parts = place.Split(':');
        return parts.Length >= 3 && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var line) && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var column)
            ? (string.Join(':', parts[..^2]), line, column)
            : (place, 0, 0);
    }
}
