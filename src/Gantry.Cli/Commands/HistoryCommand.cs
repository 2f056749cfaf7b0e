using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Apps;
using Gantry.Cli.Reports;
using Gantry.Cli.Sheets;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources;

namespace Gantry.Cli.Commands;

/// <summary>Shows what was done to an app, newest first.</summary>
internal static class HistoryCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("history", "Show what was rolled out, when, by whom and how it ended");
        var app = new AppOptions(command);
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many", HelpName = "N", DefaultValueFactory = static _ => 20 };
        var json = Invocation.Json("Print one JSON document");
        command.Add(limit);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var found = await new AppFinder(session).OneAsync(app.Of(parse), cancel);
            var rollouts = await session.Client.ResourcesAsync(Kinds.Rollout, found.Environment, found.Name, null, cancel);
            List<HistoryRow> rows =
            [
                .. rollouts.Select(r => HistoryRow.Make(FactsReader.Spec(r, GantryJson.Default.RolloutSpec), FactsReader.Status(r, GantryJson.Default.RolloutStatus)))
                    .OrderByDescending(r => r.Rollout).Take(parse.GetValue(limit)),
            ];
            if (parse.GetValue(json))
                session.Terminal.Send(JsonSerializer.Serialize(new HistoryDocument(found.Name, found.Environment, rows) { Forgotten = found.Status.Forgotten }, CliJson.Readable.HistoryDocument) + "\n");
            else if (rows.Count == 0) session.Terminal.Write($"{found.Name} in {found.Environment} has no history yet.");
            else
                session.Terminal.Write([Line.Of($"{found.Name} in {found.Environment}", Tone.Strong), Line.Empty,
                    .. HistoryView.Render(rows, session.Now, session.Clock.LocalTimeZone, session.Terminal.Width), .. Before(found, rollouts.Count > rows.Count)]);
            return 0;
        }));
        return command;
    }

    /// <param name="more">Some that are kept are not shown.</param>
    private static IEnumerable<Line> Before(FoundApp app, bool more)
    {
        if (app.Status.Forgotten == 0 || more) yield break;
        yield return Line.Empty;
        yield return Line.Of($"Rollouts up to {app.Status.Forgotten} are no longer kept; who asked for them and when is in gantry audit export.", Tone.Dim);
    }
}
