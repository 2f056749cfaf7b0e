using System.Globalization;
using Gantry.Cli.Text;
using Gantry.Resources.Edges;

namespace Gantry.Cli.Views;

/// <summary>What goes through the edge.</summary>
public static class TrafficView
{
    /// <summary>From this share of errors on they are shown as bad.</summary>
    private const double Many = 0.01;

    private static readonly string[] Header = ["SERVICE", "RELEASE", "WEIGHT", "REQ/S", "ERRORS", "P50", "P99", "OPEN"];

    public static IEnumerable<Line> Render(TrafficReading reading, int width)
    {
        if (reading.Rows.Count == 0) return ["Nothing is routed. `gantry up` starts an app, and `gantry ps` shows what runs."];
        return Table.Render(Header, reading.Rows.Select(Row), width, [1, 2, 3, 4, 5, 6, 7]);
    }

    /// <summary>A route is named environment/app.service.</summary>
    public static string AppOf(string route) => route[(route.IndexOf('/') + 1)..].Split('.')[0];

    private static IReadOnlyList<Line> Row(TrafficRow row) =>
    [
        row.Route.StartsWith("production/", StringComparison.Ordinal) ? row.Route["production/".Length..] : row.Route,
        row.Release is { } release ? Text($"{release}") : Line.Of("none", Tone.Warn),
        row.Release is null ? "" : Text($"{row.Weight} %"),
        Text($"{row.RequestsPerSecond:0.0}"),
        row.ErrorShare is not { } share ? "-" : Line.Of(Text($"{share * 100:0.0#} %"), share >= Many ? Tone.Bad : share > 0 ? Tone.Warn : Tone.Plain),
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
