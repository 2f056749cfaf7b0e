using System.CommandLine;
using Gantry.Cli.Apps;
using Gantry.Cli.Progress;
using Gantry.Cli.Reports;
using Gantry.Cli.Starting;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Commands;

/// <summary>Brings an app to what its files say.</summary>
internal static class UpCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("up", "Build, plan and roll out the app; starts what it needs");
        var app = new AppOptions(command, deployed: false);
        var yes = Invocation.Yes();
        var detach = Invocation.Detach();
        var json = Invocation.Json("Print a JSON object per line; the last is the result");
        var refresh = new Option<bool>("--refresh") { Description = "Build and pull again even where nothing seems to have changed" };
        command.Add(yes);
        command.Add(detach);
        command.Add(refresh);
        command.Add(json);
        command.SetAction((parse, cancel) =>
        {
            var selection = app.Of(parse);
            string? name = null;
            return Invocation.ReportAsync(session, parse.GetValue(json), () => (name, selection.Environment), async report =>
            {
                var approval = Invocation.Approval(session, parse.GetValue(yes));
                var planning = new Planning(session, report, approval);
                // What is wrong with the files is said before anything is installed or started.
                var definition = planning.Read(selection, cancel);
                name = definition.Name;
                var answer = await planning.AskAsync(definition, parse.GetValue(refresh), approval.Given, cancel);
                if (answer.Plan.IsEmpty)
                {
                    if (planning.Reservations(answer) is { Count: > 0 } reservations) report.Problems(reservations);
                    report.Ended(Unchanged(session, definition, answer));
                    return 0;
                }

                report.Plan(Planning.Sheet(definition, answer));
                if (answer.Joins) report.Say($"Rollout {answer.Rollout} is doing just this; it is followed here.");
                // A first release replaces nothing: there is nothing to ask about.
                else if (answer is { Rollout: null, Live: not null } && !approval.Ask("Roll this out?"))
                {
                    report.Say("Nothing was changed.");
                    return 1;
                }

                var flow = new RolloutFlow(session, report);
                var request = new RolloutRequest
                {
                    Environment = definition.Environment,
                    App = definition.Name,
                    Reason = RolloutReason.Up,
                    Release = answer.Release,
                    PlanHash = answer.PlanHash,
                    RequestedBy = session.User,
                };
                return answer.Rollout is null ? await flow.RunAsync(request, parse.GetValue(detach), cancel)
                    : await flow.FollowAsync(request, Started(answer), parse.GetValue(detach), cancel);
            });
        });
        return command;
    }

    private static RolloutAnswer Started(PlanAnswer answer) => new()
    {
        Rollout = answer.Rollout,
        Release = answer.Number,
        Live = answer.Live,
        Plan = answer.Plan,
        PlanHash = answer.PlanHash,
        Revision = answer.Revision,
        Urls = answer.Urls,
    };

    private static Outcome Unchanged(Session session, AppDefinition app, PlanAnswer answer)
    {
        var since = answer.LiveSince is { } live ? $", live for {Durations.Age(session.Now - live)}" : "";
        return new Outcome(true, app.Name, app.Environment, answer.Live, answer.Urls, session.Work.Elapsed,
            $"nothing to change: {app.Name} in {app.Environment} is release {answer.Live}{since}") { Changed = false };
    }
}
