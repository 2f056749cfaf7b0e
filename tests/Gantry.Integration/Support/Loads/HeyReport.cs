using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Integration.Support.Loads;

/// <summary>Reads the summary of hey.</summary>
public static partial class HeyReport
{
    /// <summary>hey keeps no status beyond this many answers.</summary>
    private const long Remembered = 1_000_000;

    /// <exception cref="FormatException">This is not a summary of hey, or one that does not count everything.</exception>
    public static LoadReport Read(string summary)
    {
        if (Rate().Match(summary) is not { Success: true } rate) throw new FormatException($"Not a summary of hey:\n{summary}");
        long good = 0, bad = 0, broken = 0;
        foreach (Match line in Status().Matches(summary))
        {
            var count = long.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture);
            if (line.Groups[1].Value.StartsWith('2')) good += count;
            else bad += count;
        }

        var errors = summary.IndexOf("Error distribution:", StringComparison.Ordinal);
        if (errors >= 0) broken = Errors().Matches(summary[errors..]).Sum(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        if (good + bad >= Remembered) throw new FormatException("hey forgets the status of answers beyond a million: let it run for less long.");
        return new LoadReport(good + bad, bad + broken, double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), summary);
    }

    [GeneratedRegex(@"Requests/sec:\s*([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"^\s*\[(\d{3})\]\s+(\d+) responses", RegexOptions.Multiline)]
    private static partial Regex Status();

    [GeneratedRegex(@"^\s*\[(\d+)\]", RegexOptions.Multiline)]
    private static partial Regex Errors();
}
