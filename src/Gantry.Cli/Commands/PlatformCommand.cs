using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Commands.Backups;
using Gantry.Cli.Starting;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands;

/// <summary>Starts, stops and shows the platform itself.</summary>
internal static class PlatformCommand
{
    public static Command Create(Session session) =>
        new("platform", "Start, stop, show, back up or restore the platform itself") { Start(session), Stop(session), Status(session), ReplaceEdge(session), BackupCommand.Create(session), RestoreCommand.Create(session) };

    private static Command Start(Session session)
    {
        var command = new Command("start", "Start the platform, and a container engine if none answers");
        var yes = Invocation.Yes();
        command.Add(yes);
        command.SetAction((parse, cancel) => Invocation.ReportAsync(session, false, static () => (null, ""), async report =>
        {
            var platform = new PlatformStart(session, report, Invocation.Approval(session, parse.GetValue(yes)));
            var before = await platform.StatusAsync(cancel);
            var status = await platform.EnsureAsync(cancel);
            if (before?.ProcessId == status.ProcessId) report.Say("The platform is already running.");
            return 0;
        }));
        return command;
    }

    private static Command Stop(Session session)
    {
        var command = new Command("stop", "Stop control plane and edge; containers keep running");
        command.SetAction((_, cancel) => Invocation.ReportAsync(session, false, static () => (null, ""), async report =>
        {
            var platform = new PlatformStart(session, report, Invocation.Approval(session, true));
            if (await platform.StatusAsync(cancel) is not { } status)
            {
                report.Say("The platform is not running.");
                return 0;
            }

            await platform.StopAsync(status, keepEdge: false, cancel);
            report.Say("The platform is stopped. Containers keep running, and nothing reaches them until: gantry platform start");
            return 0;
        }));
        return command;
    }

    private static Command ReplaceEdge(Session session)
    {
        var command = new Command("replace-edge", "Have another process take over all traffic, without closing a connection");
        command.SetAction((_, cancel) => Invocation.ReportAsync(session, false, static () => (null, ""), async report =>
        {
            var replaced = await session.Client.ReplaceEdgeAsync(cancel);
            report.Say($"Process {replaced.After} serves now.");
            if (replaced.Before != 0)
                report.Say($"Process {replaced.Before} accepts nothing more and ends what it has begun, for {replaced.DrainSeconds / 60} minutes at most. `gantry platform status` shows when it has.");
            return 0;
        }));
        return command;
    }

    private static Command Status(Session session)
    {
        var command = new Command("status", "Show how the platform is");
        var json = Invocation.Json("Print one JSON document");
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var status = await session.Client.StatusAsync(cancel);
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(status, GantryJson.Default.PlatformStatus) + "\n");
            else session.Terminal.Write(PlatformView.Render(status, session.Now, session.Terminal.Width));
            return status is { Engine.Well: true, Edge.Well: true, Store.Well: true } ? 0 : 1;
        }));
        return command;
    }
}
