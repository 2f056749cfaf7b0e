using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Resources.Edges;

namespace Gantry.Cli.Commands;

/// <summary>Shows what goes through the edge now, as its counters grow.</summary>
internal static class TrafficCommand
{
    private const int Usual = 2, Longest = 3600;

    public static Command Create(Session session)
    {
        var command = new Command("traffic", "Show requests a second, errors and durations of each service and release");
        var app = new Option<string?>("--app") { Description = "Only this app" };
        var seconds = new Option<int>("--seconds") { Description = "How long to count", DefaultValueFactory = _ => Usual };
        seconds.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, out var count) || count is < 1 or > Longest)) result.AddError($"--seconds is a number from 1 to {Longest}.");
        });
        var json = Invocation.Json("Print one JSON document");
        command.Add(app);
        command.Add(seconds);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var reading = await ReadAsync(session, TimeSpan.FromSeconds(parse.GetValue(seconds)), cancel);
            if (parse.GetValue(app) is { } name) reading = reading with { Rows = [.. reading.Rows.Where(row => TrafficView.AppOf(row.Route) == name)] };
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(reading, GantryJson.Default.TrafficReading) + "\n");
            else session.Terminal.Write(TrafficView.Render(reading, session.Terminal.Width));
            return 0;
        }));
        return command;
    }

    private static async Task<TrafficReading> ReadAsync(Session session, TimeSpan span, CancellationToken cancel)
    {
        while (true)
        {
            var before = await session.Client.TrafficAsync(cancel);
            await Task.Delay(span, session.Clock, cancel);
            // One that was started again in between has counted anew.
            if (TrafficReading.Between(before, await session.Client.TrafficAsync(cancel)) is { } reading) return reading;
        }
    }
}
