using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Integration.Support.Loads;

/// <summary>Reads the summary of wrk.</summary>
public static partial class WrkReport
{
    /// <exception cref="FormatException">This is not a summary of wrk.</exception>
    public static LoadReport Read(string summary)
    {
        if (Total().Match(summary) is not { Success: true } total || Rate().Match(summary) is not { Success: true } rate)
            throw new FormatException($"Not a summary of wrk:\n{summary}");
        // A redirect counts as good for wrk; nothing in these tests redirects.
        var failed = Failures().Matches(summary).SelectMany(m => m.Groups[1].Captures).Sum(c => long.Parse(c.Value, CultureInfo.InvariantCulture));
        return new LoadReport(
            long.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture), failed,
            double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), summary);
    }

    [GeneratedRegex(@"(\d+) requests in ")]
    private static partial Regex Total();

    [GeneratedRegex(@"Requests/sec:\s*([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Socket errors:(?:[^\d\n]*(\d+))+|Non-2xx or 3xx responses: (?<1>\d+)")]
    private static partial Regex Failures();
}
