using System.CommandLine;
using Gantry.Cli.Apps;
using Gantry.Cli.Progress;
using Gantry.Cli.Reports;
using Gantry.Cli.Views;
using Gantry.Resources.Api;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Commands;

/// <summary>Goes back to an earlier release, or takes back a rollout at work. Says first what that does and does not do.</summary>
internal static class RollbackCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("rollback", "Go back to the release before, or take back a rollout at work");
        var app = new AppOptions(command);
        var to = new Option<int?>("--to") { Description = "The release to go back to; see gantry history", HelpName = "N" };
        var yes = Invocation.Yes();
        var detach = Invocation.Detach();
        var json = Invocation.Json("Print a JSON object per line; the last is the result");
        command.Add(to);
        command.Add(yes);
        command.Add(detach);
        command.Add(json);
        command.SetAction((parse, cancel) =>
        {
            var selection = app.Of(parse);
            string? name = selection.App;
            return Invocation.ReportAsync(session, parse.GetValue(json), () => (name, selection.Environment), async report =>
            {
                var found = await new AppFinder(session).OneAsync(selection, cancel);
                name = found.Name;
                var request = new RolloutRequest
                {
                    Environment = found.Environment,
                    App = found.Name,
                    Reason = RolloutReason.Rollback,
                    To = parse.GetValue(to),
                    RequestedBy = session.User,
                    DryRun = true,
                };
                var preview = await session.Client.RolloutAsync(request, cancel);
                report.Plan(new PlanSheet(Headline(found, preview), preview.Plan));
                report.Say(HowToUndo(preview));
                if (!Invocation.Approval(session, parse.GetValue(yes)).Ask(preview.Aborts ? "Take the rollout back?" : $"Go back to release {preview.Release}?"))
                {
                    report.Say("Nothing was changed.");
                    return 1;
                }

                return await new RolloutFlow(session, report).RunAsync(request with { PlanHash = preview.PlanHash }, parse.GetValue(detach), cancel);
            });
        });
        return command;
    }

    private static string Headline(FoundApp app, RolloutAnswer preview) => preview.Aborts
        ? $"{app.Name} in {app.Environment}: rollout {app.Spec.LastRollout} is at work and would be taken back"
        : $"{app.Name} in {app.Environment}: back from release {preview.Live} to release {preview.Release}";

    private static string HowToUndo(RolloutAnswer preview) => preview switch
    {
        { Aborts: true } => "To undo this: gantry up, with the same files.",
        { Live: { } live } => $"To undo this: gantry rollback --to {live}",
        _ => "To undo this: gantry up",
    };
}
