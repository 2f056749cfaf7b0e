using System.CommandLine;
using Gantry.Cli.Apps;
using Gantry.Cli.Progress;
using Gantry.Cli.Views;
using Gantry.Resources.Api;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Commands;

/// <summary>Takes an app away. Its releases and, unless asked otherwise, its volumes stay.</summary>
internal static class DownCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("down", "Take the app away; its history stays, and its volumes unless --volumes");
        var app = new AppOptions(command);
        var volumes = new Option<bool>("--volumes") { Description = "Remove its volumes too: their data is lost" };
        var yes = Invocation.Yes();
        var detach = Invocation.Detach();
        var json = Invocation.Json("Print a JSON object per line; the last is the result");
        command.Add(volumes);
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
                    Reason = RolloutReason.Down,
                    RemoveVolumes = parse.GetValue(volumes),
                    RequestedBy = session.User,
                    DryRun = true,
                };
                var preview = await session.Client.RolloutAsync(request, cancel);
                if (!preview.Plan.IsEmpty)
                    report.Plan(new PlanSheet(PlanView.Headline(found.Name, found.Environment, preview.Live, null), preview.Plan));
                report.Say(request.RemoveVolumes
                    ? "Its volumes will be removed: their data is lost, and no rollback brings it back."
                    : "Its volumes and its history stay.");
                if (!Invocation.Approval(session, parse.GetValue(yes)).Ask($"Take {found.Name} down?"))
                {
                    report.Say("Nothing was changed.");
                    return 1;
                }

                return await new RolloutFlow(session, report).RunAsync(request with { PlanHash = preview.PlanHash }, parse.GetValue(detach), cancel);
            });
        });
        return command;
    }
}
