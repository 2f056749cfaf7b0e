using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands.Registries;

/// <summary>What the platform's registry holds, and freeing what nothing needs of it.</summary>
internal static class RegistryCommand
{
    public static Command Create(Session session) => new("registry", "List the platform's registry, free what nothing needs of it, and sign in at others or fetch from them")
    {
        List(session), Collect(session), LoginCommand.Login(session), LoginCommand.Logout(session), LoginCommand.List(session), UpstreamCommand.Create(session),
    };

    private static Command List(Session session)
    {
        var command = new Command("ls", "List repositories with their tags");
        var json = Invocation.Json("Print one JSON document");
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var all = await session.Client.RepositoriesAsync(cancel);
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(all, GantryJson.Default.IReadOnlyListRepositorySummary) + "\n");
            else session.Terminal.Write([.. RegistryView.Render(all, session.Terminal.Width)]);
            return 0;
        }));
        return command;
    }

    private static Command Collect(Session session)
    {
        var command = new Command("gc", "Free what no tag, release, index or referrer needs; nothing has to stop for it");
        var dry = new Option<bool>("--dry-run") { Description = "Free nothing: say for each blob and manifest why it stays or goes" };
        var grace = new Option<long?>("--grace") { Description = "Leave alone what was pushed within so many seconds (3600). What no collection has come by twice stays in any case", HelpName = "SECONDS" };
        grace.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() < 0) result.AddError("--grace is a number of seconds, 0 or more.");
        });
        var json = Invocation.Json("Print a line of JSON for each");
        command.Add(dry);
        command.Add(grace);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var tally = new CollectionTally(parse.GetValue(dry));
            var lines = session.Client.CollectAsync(tally.DryRun, parse.GetValue(grace) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, cancel);
            await foreach (var line in lines)
            {
                tally.Add(line);
                if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(line, GantryJson.Default.CollectionLine) + "\n");
                else if (tally.DryRun) session.Terminal.Write([RegistryView.Render(line)]);
            }

            if (!parse.GetValue(json)) session.Terminal.Write([tally.Render()]);
            return 0;
        }));
        return command;
    }
}
