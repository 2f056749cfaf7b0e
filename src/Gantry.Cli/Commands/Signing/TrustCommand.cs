using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Gantry.Cli.Text;
using Gantry.Cli.Views.Signing;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands.Signing;

/// <summary>Whose signatures of images count.</summary>
internal static class TrustCommand
{
    public static Command Create(Session session) => new("trust", "Whose signatures of images count")
    {
        new Command("key", "List, add and remove trusted keys, or show the platform's own") { List(session), Add(session), Remove(session), Show(session) },
    };

    private static Command List(Session session)
    {
        var command = new Command("list", "List the keys whose signatures count");
        var json = Invocation.Json("Print one JSON document");
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var keys = await session.Client.TrustKeysAsync(cancel);
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(keys, GantryJson.Default.IReadOnlyListTrustKeyView) + "\n");
            else session.Terminal.Write(SignatureView.Render(keys, session.Now, session.Terminal.Width));
            return 0;
        }));
        return command;
    }

    private static Command Add(Session session)
    {
        var command = new Command("add", "Trust a key, or change from when to when one counts");
        var name = Name();
        var file = new Argument<string>("FILE") { Description = "Its public half as PEM: cosign.pub" };
        var from = Time("--not-before", "What is first seen before does not count");
        var to = Time("--not-after", "What is first seen from then on does not count; what was seen before stays good");
        command.Add(name);
        command.Add(file);
        command.Add(from);
        command.Add(to);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var request = new TrustKeyRequest { Pem = KeyFiles.Read(session, parse.GetValue(file)!), NotBefore = parse.GetValue(from), NotAfter = parse.GetValue(to), RequestedBy = session.User };
            var key = await session.Client.TrustKeyAsync(parse.GetValue(name)!, request, cancel);
            session.Terminal.Write(Line.Of($"{key.Name} is trusted, {SignatureView.Window(key, session.Now)}."));
            session.Terminal.Write(Line.Of($"SHA-256 {key.Fingerprint}: compare it with what its owner says.", Tone.Dim));
            return 0;
        }));
        return command;
    }

    private static Command Remove(Session session)
    {
        var command = new Command("remove", "Trust a key no more, for nothing that it ever signed");
        var name = Name();
        command.Add(name);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            await session.Client.DistrustKeyAsync(parse.GetValue(name)!, session.User, cancel);
            session.Terminal.Write(Line.Of($"{parse.GetValue(name)} is not trusted any more. Images that nobody else has signed count as unsigned."));
            return 0;
        }));
        return command;
    }

    private static Command Show(Session session)
    {
        var command = new Command("show", "Print the public key that the platform signs with, as PEM for cosign");
        command.SetAction((_, cancel) => Invocation.PrintAsync(session, async () =>
        {
            session.Terminal.Send((await session.Client.PlatformKeyAsync(cancel)).Pem);
            return 0;
        }));
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "Such as ci: lower-case letters, digits and dashes" };

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
            result.AddError($"{name} is a time such as 2027-01-31 or 2027-01-31T12:00:00Z; {text} is none.");
            return null;
        },
    };
}
