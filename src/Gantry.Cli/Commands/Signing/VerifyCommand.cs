using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Views;
using Gantry.Cli.Views.Signing;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands.Signing;

/// <summary>Says who has signed an image, and why other signatures do not count.</summary>
internal static class VerifyCommand
{
    /// <summary>The exit code for an image that does not count as signed, so that 1 always means that nothing could be said.</summary>
    public const int NotSigned = 2;

    public static Command Create(Session session)
    {
        var command = new Command("verify", "Say who has signed an image of a registry, and why other signatures do not count");
        var image = SignCommand.Image();
        var keys = new Option<string[]>("--key") { Description = "A public key as PEM, in place of those that the platform trusts; may be repeated", HelpName = "FILE" };
        var threshold = new Option<int>("--threshold") { Description = "How many different keys it takes", HelpName = "N", DefaultValueFactory = static _ => 1 };
        var json = Invocation.Json("Print one JSON document");
        command.Add(image);
        command.Add(keys);
        command.Add(threshold);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var brought = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var file in parse.GetValue(keys) ?? []) brought[file] = KeyFiles.Read(session, file);
            var verdict = await session.Client.VerifySignaturesAsync(new VerifyRequest { Image = parse.GetValue(image)!, Keys = brought, Threshold = parse.GetValue(threshold) }, cancel);
            if (parse.GetValue(json))
            {
                session.Terminal.Send(JsonSerializer.Serialize(verdict, GantryJson.Default.VerifyAnswer) + "\n");
            }
            else
            {
                session.Terminal.Write(SignatureView.Render(verdict, session.Terminal.Width));
                if (verdict.Problem is { } problem) session.Terminal.WriteError(ProblemView.Render([problem with { Details = [] }], session.Terminal.Width));
            }

            return verdict.Signed ? 0 : NotSigned;
        }));
        return command;
    }
}
