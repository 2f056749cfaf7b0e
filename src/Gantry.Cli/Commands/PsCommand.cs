using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Apps;
using Gantry.Cli.Reports;
using Gantry.Cli.Sheets;
using Gantry.Cli.Text;
using Gantry.Cli.Views;

namespace Gantry.Cli.Commands;

/// <summary>Shows what runs.</summary>
internal static class PsCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("ps", "Show what runs, since when, and what is wrong with it");
        var app = new AppOptions(command);
        var json = Invocation.Json("Print one JSON document");
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var selection = app.Of(parse);
            var status = session.Client.StatusAsync(cancel);
            var apps = await new AppFinder(session).SomeAsync(selection, cancel);
            var platform = await status;
            var reader = new FactsReader(session);
            var sheets = new List<AppSheet>();
            foreach (var found in apps) sheets.Add(AppSheets.Make(await reader.ReadAsync(found, platform, cancel)));
            if (parse.GetValue(json))
                session.Terminal.Send(JsonSerializer.Serialize(new PsDocument(sheets), CliJson.Readable.PsDocument) + "\n");
            else if (sheets.Count == 0) session.Terminal.Write($"No app is in {selection.Environment}. Bring one up: gantry up PATH");
            else session.Terminal.Write(All(session, sheets));
            return 0;
        }));
        return command;
    }

    private static IEnumerable<Line> All(Session session, IReadOnlyList<AppSheet> sheets) => sheets.SelectMany((sheet, i) =>
        (i == 0 ? [] : (IEnumerable<Line>)[Line.Empty]).Concat(PsView.Render(sheet, session.Now, session.Terminal.Width)));
}
