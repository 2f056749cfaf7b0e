using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Bench.Edge;

/// <summary>One run of wrk and what it printed.</summary>
internal static partial class Wrk
{
    public const string Host = "shop.test";

    public static async Task<(double Rate, double P50, double P99, long Failed)> RunAsync(int port, Row row, TimeSpan time, string folder)
    {
        List<string> words = ["-t", "2", "-c", Text(row.Connections), "-d", $"{Text((int)time.TotalSeconds)}s", "--latency", "-H", $"Host: {Host}"];
        if (row.Mode == Row.Anew) words.AddRange(["-H", "Connection: close"]);
        if (row.Mode == Row.Post) words.AddRange(["-s", await PostScriptAsync(folder, row.Body)]);
        words.Add($"http://127.0.0.1:{Text(port)}{(row.Mode == Row.Post ? "/post" : row.Path)}");
        using var wrk = Process.Start(new ProcessStartInfo("wrk", words) { RedirectStandardOutput = true })!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (Rate().Match(said) is not { Success: true } rate) throw new InvalidOperationException($"wrk said: {said}");
        var errors = Errors().Match(said);
        var failed = (Refused().Match(said) is { Success: true } refused ? long.Parse(refused.Groups[1].Value, CultureInfo.InvariantCulture) : 0)
            + (errors.Success ? errors.Groups.Cast<Group>().Skip(1).Sum(group => long.Parse(group.Value, CultureInfo.InvariantCulture)) : 0);
        return (double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), Milliseconds(said, "50%"), Milliseconds(said, "99%"), failed);
    }

    private static async Task<string> PostScriptAsync(string folder, int length)
    {
        var script = Path.Combine(folder, $"post{Text(length)}.lua");
        await File.WriteAllTextAsync(script, $"wrk.method = 'POST'\nwrk.body = string.rep('x', {Text(length)})\n");
        return script;
    }

    private static double Milliseconds(string said, string quantile)
    {
        var match = Regex.Match(said, $@"{quantile}\s+([\d.]+)(us|ms|s|m)");
        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch { "us" => value / 1000, "ms" => value, "s" => value * 1000, _ => value * 60_000 };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Refused();

    [GeneratedRegex(@"connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex Errors();
}
