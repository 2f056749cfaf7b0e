using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Apps;
using Gantry.Cli.Reports;
using Gantry.Cli.Starting;
using Gantry.Cli.Views;

namespace Gantry.Cli.Commands;

/// <summary>Says what <c>up</c> would do. Exits with 0 when that is nothing, with 2 when it is something.</summary>
internal static class PlanCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("plan", "Say what up would do; exits with 2 when that is something");
        var app = new AppOptions(command, deployed: false);
        var refresh = new Option<bool>("--refresh") { Description = "Build and pull again even where nothing seems to have changed" };
        var json = Invocation.Json("Print one JSON document");
        command.Add(refresh);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            // Only the document goes to standard output; what is told on the way goes beside it.
            await using var report = Invocation.Report(session with { Terminal = session.Terminal.Aside() }, json: false);
            var planning = new Planning(session, report, new Approval(session.Terminal, session.Work, given: false));
            var definition = planning.Read(app.Of(parse), cancel);
            var answer = await planning.AskAsync(definition, parse.GetValue(refresh), start: false, cancel);
            if (parse.GetValue(json))
            {
                session.Terminal.Send(JsonSerializer.Serialize(new PlanDocument(definition.Name, definition.Environment, answer.Live,
                    answer.Number, !answer.Plan.IsEmpty, answer.Plan, answer.Urls), CliJson.Readable.PlanDocument) + "\n");
            }
            else if (answer.Plan.IsEmpty)
            {
                session.Terminal.WriteError(ProblemView.Render(planning.Reservations(answer), session.Terminal.Width));
                session.Terminal.Write($"nothing to change: {definition.Name} in {definition.Environment} is release {answer.Live}");
            }
            else session.Terminal.Write(PlanView.Render(Planning.Sheet(definition, answer), session.Terminal.Width));
            return answer.Plan.IsEmpty ? 0 : 2;
        }));
        return command;
    }
}
