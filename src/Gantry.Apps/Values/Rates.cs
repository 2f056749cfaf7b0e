using System.Globalization;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Values;

/// <summary>So many in so long: <c>100/s</c>, <c>30/m</c>, <c>1000/h</c>.</summary>
internal static class Rates
{
    private const int Most = 1_000_000;

    /// <summary>Null when it is none.</summary>
    public static RateLimit? Parse(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || !int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var requests) || requests is 0 or > Most) return null;
        TimeSpan? per = text[(slash + 1)..] switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => null,
        };
        return per is { } time ? new RateLimit(requests, time) : null;
    }
}
