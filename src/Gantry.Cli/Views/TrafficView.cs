using System.Globalization;
using Gantry.Cli.Text;
using Gantry.Resources.Edges;

namespace Gantry.Cli.Views;

/// <summary>What goes through the edge.</summary>
public static class TrafficView
{
    /// <summary>From this share of errors on they are shown as bad.</summary>
    private const double ManyErrors = 0.01;

    private static readonly string[] Header = ["SERVICE", "RELEASE", "WEIGHT", "REQ/S", "ERRORS", "P50", "P99", "OPEN"];

    public static IEnumerable<Line> Render(TrafficReading reading, int width)
    {
        if (reading.Rows.Count == 0) return ["Nothing is routed. `gantry up` starts an app, and `gantry ps` shows what runs."];
        return [.. Table.Render(Header, reading.Rows.Select(Row), width, [1, 2, 3, 4, 5, 6, 7]), .. reading.Mirrored.Select(Copies), .. Ended(reading)];
    }

    private static Line Copies(KeyValuePair<string, IReadOnlyDictionary<string, long>> mirrored) =>
        $"Copies of {Short(mirrored.Key)}: {Many(mirrored.Value, static kind => kind switch { "serverError" => "answered with 5xx", "tooLong" => "too long", "full" => "for which there was no room", "away" => "not made, for nobody took them", _ => kind })}";

    private static IEnumerable<Line> Ended(TrafficReading reading)
    {
        if (reading.Guards.Count == 0) yield break;
        yield return Line.Of($"Clients that cost too much: {Many(reading.Guards, static kind => kind switch
        {
            "turnedAway" => "turned away",
            "dismissed" => "idle ones closed",
            "slowHead" => "slow heads",
            "slowBody" => "slow bodies",
            "slowReader" => "slow readers",
            "takenBack" => "that took requests back",
            "chatter" => "that flooded",
            _ => kind,
        })}", Tone.Warn);
    }

    private static string Many(IReadOnlyDictionary<string, long> counts, Func<string, string> name) => string.Join(", ", counts.Select(one => Text($"{one.Value} {name(one.Key)}")));

    private static string Short(string route) => route.StartsWith("production/", StringComparison.Ordinal) ? route["production/".Length..] : route;

    /// <summary>A route is named environment/app.service.</summary>
    public static string AppOf(string route) => route[(route.IndexOf('/') + 1)..].Split('.')[0];

    private static IReadOnlyList<Line> Row(TrafficRow row) =>
    [
        Short(row.Route),
        row.Release is { } release ? Text($"{release}") : Line.Of("none", Tone.Warn),
        row.Release is null ? "" : Text($"{row.Weight} %"),
        Text($"{row.RequestsPerSecond:0.0}"),
        row.ErrorShare is not { } share ? "-" : Line.Of(Text($"{share * 100:0.0#} %"), share >= ManyErrors ? Tone.Bad : share > 0 ? Tone.Warn : Tone.Plain),
        Duration(row.P50),
        Duration(row.P99),
        Text($"{row.InFlight}"),
    ];

    private static string Duration(double? milliseconds) => milliseconds switch
    {
        null => "-",
        < 10 => Text($"{milliseconds:0.0} ms"),
        < 1000 => Text($"{milliseconds:0} ms"),
        _ => Text($"{milliseconds / 1000:0.0} s"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
