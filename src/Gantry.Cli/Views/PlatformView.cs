using Gantry.Cli.Text;
using Gantry.Resources.Api;

namespace Gantry.Cli.Views;

/// <summary>How the platform is.</summary>
public static class PlatformView
{
    public static IEnumerable<Line> Render(PlatformStatus status, DateTimeOffset now, int width) =>
    [
        Line.Of($"gantry {status.Version}", Tone.Strong) + $", process {status.ProcessId}, up for {Durations.Age(now - status.StartedAt)}",
        $"state in {status.Home}, traffic on {status.Http}, {status.Apps} {(status.Apps == 1 ? "app" : "apps")}",
        .. status.Metrics is { } metrics ? (IEnumerable<Line>)[$"counters on {metrics}"] : [],
        .. CheckupView.Render([Checkup("engine", status.Engine), Checkup("edge", status.Edge), Checkup("store", status.Store), .. status.Images is { } images ? (Checkup[])[Checkup("registry", images)] : []], width),
    ];

    private static Checkup Checkup(string name, PartStatus part) => new(name, part.Well, part.Text, part.Help);
}
