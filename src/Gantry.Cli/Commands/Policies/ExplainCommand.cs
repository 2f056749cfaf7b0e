using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Views.Policies;

namespace Gantry.Cli.Commands.Policies;

/// <summary>Says how it was decided that a release may run, and decides it again.</summary>
internal static class ExplainCommand
{
    /// <summary>The exit code for a verdict that comes out differently now.</summary>
    public const int Differs = 2;

    public static Command Create(Session session)
    {
        var command = new Command("explain", "Say how it was decided that a release may run, and decide it again; exits with 2 when that differs");
        var release = new Argument<string>("RELEASE") { Description = "Such as shop.7" };
        var environment = PolicyCommand.Environment();
        var json = Invocation.Json("Print one JSON document");
        command.Add(release);
        command.Add(environment);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var answer = await session.Client.AdmissionAsync(parse.GetValue(environment)!, parse.GetValue(release)!, cancel);
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(answer, PolicyJson.Readable.AdmissionAnswer) + "\n");
            else session.Terminal.Write(AdmissionView.Render(answer, session.Terminal.Width));
            return answer.Differences.Count == 0 ? 0 : Differs;
        }));
        return command;
    }
}
