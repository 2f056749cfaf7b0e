using System.Globalization;

namespace Gantry.Apps.Values;

/// <summary>Compose's durations: <c>1m30s</c>, <c>500ms</c>, <c>1.5h</c>; units h, m, s, ms, us and ns.</summary>
internal static class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Null when it is no duration, negative, or longer than ten years.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text == "0") return TimeSpan.Zero;
        if (text.Length is 0 or > 64) return null;
        double ticks = 0;
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
            if (!double.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
            start = at;
            while (at < text.Length && (char.IsAsciiLetterLower(text[at]) || text[at] is 'µ' or 'μ')) at++;
            if (TicksOf(text.AsSpan(start, at - start)) is not { } unit) return null;
            ticks += number * unit;
            if (at == start) return null;
        }

        return ticks <= Longest.Ticks ? TimeSpan.FromTicks((long)Math.Round(ticks)) : null;
    }

    /// <summary>As the canonical form has it: <c>1m30s</c>, <c>1h0m0s</c>, <c>500ms</c>, <c>1.5s</c>.</summary>
    public static string Show(TimeSpan time)
    {
        if (time == TimeSpan.Zero) return "0s";
        if (time < TimeSpan.FromMilliseconds(1)) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0.#}µs");
        if (time < TimeSpan.FromSeconds(1)) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.####}ms");
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{time.Seconds + (time.Ticks % TimeSpan.TicksPerSecond / (decimal)TimeSpan.TicksPerSecond):0.#######}s");
        if (time < TimeSpan.FromMinutes(1)) return seconds;
        var hours = (long)time.TotalHours;
        return string.Create(CultureInfo.InvariantCulture, $"{(hours > 0 ? $"{hours}h" : "")}{time.Minutes}m{seconds}");
    }

    private static double? TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => TimeSpan.TicksPerHour,
        "m" => TimeSpan.TicksPerMinute,
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ns" => 0.01,
        _ => null,
    };
}
