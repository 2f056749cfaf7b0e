using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands.Registries;

/// <summary>Who the platform is at other registries.</summary>
internal static class LoginCommand
{
    /// <summary>One character more than the platform takes: it says that it is too long.</summary>
    private const int MostPassword = 16 * 1024 + 1;

    public static Command Login(Session session)
    {
        var command = new Command("login", "Have the platform sign in at a registry: for images to pull, bases to build on and signatures to verify");
        var host = Host();
        var username = new Option<string>("--username", "-u") { Description = "The account there", HelpName = "NAME", Required = true };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the password from standard input instead of asking for it" };
        command.Add(host);
        command.Add(username);
        command.Add(fromInput);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var (where, who) = (parse.GetValue(host)!, parse.GetValue(username)!);
            var password = Password(session, where, who, parse.GetValue(fromInput));
            await session.Client.RegistryLoginAsync(where, new RegistryLoginRequest(who, password, session.User), cancel);
            session.Terminal.Write(Line.Of($"Signed in at {where} as {who}."));
            return 0;
        }));
        return command;
    }

    public static Command Logout(Session session)
    {
        var command = new Command("logout", "Forget the password for a registry");
        var host = Host();
        command.Add(host);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            await session.Client.RegistryLogoutAsync(parse.GetValue(host)!, session.User, cancel);
            session.Terminal.Write(Line.Of($"Signed out at {parse.GetValue(host)}. What was pulled stays; take the password back there as well if somebody else may know it."));
            return 0;
        }));
        return command;
    }

    public static Command List(Session session)
    {
        var command = new Command("logins", "List the registries at which the platform is signed in, and as whom");
        var json = Invocation.Json("Print one JSON document");
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var all = await session.Client.RegistryLoginsAsync(cancel);
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(all, GantryJson.Default.IReadOnlyListRegistryLoginView) + "\n");
            else session.Terminal.Write([.. RegistryView.Render(all, session.Now, session.Terminal.Width)]);
            return 0;
        }));
        return command;
    }

    private static Argument<string> Host() => new("HOST") { Description = "Such as registry.example.org, 127.0.0.1:5000 or docker.io" };

    private static string Password(Session session, string host, string username, bool fromInput)
    {
        if (fromInput)
        {
            var text = session.Terminal.ReadInput(MostPassword);
            if (text.EndsWith('\n')) text = text[..^1];
            return text.EndsWith('\r') ? text[..^1] : text;
        }

        if (!session.Terminal.CanAsk)
            throw new GiveUpException("--password-stdin", "registry.no-password", "There is nobody to ask for the password.", $"Send it in: gantry registry login {host} --username {username} --password-stdin < FILE");
        session.Terminal.Send($"Password of {username} at {host} (not shown): ");
        var typed = session.Terminal.ReadSecret();
        session.Terminal.Send("\n");
        return typed ?? throw new GiveUpException(host, "registry.no-password", "No password was given.", "Run this again and type it.");
    }
}
