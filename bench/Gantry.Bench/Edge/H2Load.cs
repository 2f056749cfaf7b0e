using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Bench.Edge;

/// <summary>One run of h2load, which speaks TLS with the name of the host, and what it printed.</summary>
internal static partial class H2Load
{
    private const int Threads = 2, Streams = 10;

    /// <returns>A rate of nothing where no request was answered in time.</returns>
    public static async Task<(double Rate, double P50, double P99, long Failed)> RunAsync(int port, Row row, TimeSpan time, string folder)
    {
        var log = Path.Combine(folder, "h2load.log");
        File.Delete(log);
        List<string> words =
        [
            "-t", Text(Threads), "-c", Text(row.Connections), "-m", Text(row.Scheme == Row.H2 ? Streams : 1), "-D", Text((int)time.TotalSeconds),
            $"--connect-to=127.0.0.1:{Text(port)}", $"--log-file={log}", $"https://{Wrk.Host}{row.Path}",
        ];
        if (row.Scheme == Row.Https) words.Insert(0, "--h1");
        using var h2load = Process.Start(new ProcessStartInfo("h2load", words) { RedirectStandardOutput = true })!;
        var said = await h2load.StandardOutput.ReadToEndAsync();
        await h2load.WaitForExitAsync();
        if (Rate().Match(said) is not { Success: true } rate || Failed().Match(said) is not { Success: true } failed) throw new InvalidOperationException($"h2load said: {said}");
        var took = File.ReadLines(log).Select(line => double.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture) / 1000).Order().ToArray();
        if (took.Length == 0) return default;
        return (double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), took[took.Length / 2], took[(int)(took.Length * 0.99)],
            failed.Groups.Cast<Group>().Skip(1).Sum(group => long.Parse(group.Value, CultureInfo.InvariantCulture)));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"([\d.]+) req/s")]
    private static partial Regex Rate();

    [GeneratedRegex(@"(\d+) failed, (\d+) errored, (\d+) timeout")]
    private static partial Regex Failed();
}
