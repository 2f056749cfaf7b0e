using System.CommandLine;
using System.Text.Json;
using Gantry.Apps.Lint;
using Gantry.Cli.Apps;
using Gantry.Cli.Reports;
using Gantry.Cli.Views;
using Gantry.Resources;

namespace Gantry.Cli.Commands;

/// <summary>Says what is wrong with an app's files and what could be better. Needs no platform.</summary>
internal static class LintCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("lint", "Say what is wrong with the app's files, and what could be better");
        var app = new AppOptions(command, deployed: false);
        var json = Invocation.Json("Print one JSON document");
        command.Add(json);
        command.SetAction(parse =>
        {
            var compose = ComposeFile.Load(session, app.Of(parse));
            var problems = Linter.Check(compose);
            if (parse.GetValue(json))
                session.Terminal.Send(JsonSerializer.Serialize(new LintDocument(compose.Definition?.Name, problems), CliJson.Readable.LintDocument) + "\n");
            else if (problems.Count == 0) session.Terminal.Write($"{compose.Definition!.Name}: nothing to say.");
            else session.Terminal.Write(ProblemView.Render(problems, session.Terminal.Width));
            return problems.Any(p => p.Severity == Severity.Error) ? 1 : 0;
        });
        return command;
    }
}
