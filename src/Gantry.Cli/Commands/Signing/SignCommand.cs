using System.CommandLine;
using Gantry.Cli.Text;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands.Signing;

/// <summary>Signs an image that lies in a registry with the platform's key.</summary>
internal static class SignCommand
{
    public static Argument<string> Image() => new("IMAGE") { Description = "[REGISTRY/]NAME[:TAG][@DIGEST]; without a registry it is one of the platform's" };

    public static Command Create(Session session)
    {
        var command = new Command("sign", "Sign an image of a registry with the platform's key");
        var image = Image();
        command.Add(image);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var signed = await session.Client.SignAsync(new SignRequest(parse.GetValue(image)!, session.User), cancel);
            session.Terminal.Write(Line.Of($"{signed.Repository}@{signed.Digest}", Tone.Strong) + (signed.Made ? " is signed." : " was signed already."));
            session.Terminal.Write(Line.Of($"by the platform's key, SHA-256 {signed.Key}", Tone.Dim));
            return 0;
        }));
        return command;
    }
}
