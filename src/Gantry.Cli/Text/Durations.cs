using System.Globalization;

namespace Gantry.Cli.Text;

/// <summary>Time as people say it.</summary>
public static class Durations
{
    /// <summary><c>40 ms</c>, <c>3.2 s</c>, <c>42 s</c>, <c>4 min</c>, <c>3 h</c>, <c>5 days</c>.</summary>
    public static string Say(TimeSpan time) => time.TotalSeconds switch
    {
        < 0.0005 => "0 ms",
        < 0.0995 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 59.5 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        < 60 * 59.5 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalMinutes):0} min"),
        < 3600 * 47.5 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalHours):0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days"),
    };

    /// <summary>For an age, whose tenths say nothing.</summary>
    public static string Age(TimeSpan time) =>
        time.TotalSeconds < 9.95 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(time.TotalSeconds)):0} s") : Say(time);
}
