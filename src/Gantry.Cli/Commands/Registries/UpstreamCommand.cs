using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands.Registries;

/// <summary>Registries that the platform's own gives out below a name.</summary>
internal static class UpstreamCommand
{
    public static Command Create(Session session) => new("upstream", "Have the platform's registry fetch from another what it does not have") { Add(session), Remove(session), List(session) };

    private static Command Add(Session session)
    {
        var command = new Command("add", "Give out another registry's images below a name, and keep what was pulled");
        var name = Name();
        var url = new Argument<string>("URL") { Description = "The other: docker.io, https://registry.example.org, perhaps with a path" };
        command.Add(name);
        command.Add(url);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var added = await session.Client.AddUpstreamAsync(parse.GetValue(name)!, new RegistryUpstreamRequest(parse.GetValue(url)!, session.User), cancel);
            var registry = (await session.Client.StatusAsync(cancel)).Registry;
            session.Terminal.Write(Line.Of($"{registry}/{added.Name}/… comes from {added.Source}/… from now on."));
            return 0;
        }));
        return command;
    }

    private static Command Remove(Session session)
    {
        var command = new Command("remove", "Fetch from there no more; what nothing runs from is freed");
        var name = Name();
        command.Add(name);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            await session.Client.RemoveUpstreamAsync(parse.GetValue(name)!, session.User, cancel);
            session.Terminal.Write(Line.Of($"Nothing is fetched for {parse.GetValue(name)}/ any more. What nothing runs from is freed by the next collections."));
            return 0;
        }));
        return command;
    }

    private static Command List(Session session)
    {
        var command = new Command("list", "List them");
        var json = Invocation.Json("Print one JSON document");
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var all = await session.Client.UpstreamsAsync(cancel);
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(all, GantryJson.Default.IReadOnlyListRegistryUpstreamView) + "\n");
            else session.Terminal.Write([.. RegistryView.Render(all, session.Terminal.Width)]);
            return 0;
        }));
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "What stands first in the names of its images here, such as hub" };
}
