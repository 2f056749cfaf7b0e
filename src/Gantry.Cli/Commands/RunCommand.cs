using System.CommandLine;
using Gantry.Cli.Apps;
using Gantry.Cli.Progress;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands;

/// <summary>Runs a command in a container of its own, made like those of a live service. Exits with the command's code.</summary>
internal static class RunCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("run", "Run a command once in a new container of a live service");
        var service = new Argument<string>("SERVICE") { Description = "The service whose image and settings are used" };
        var words = new Argument<string[]>("CMD") { Description = "The command, after --; the service's own when left out", Arity = ArgumentArity.ZeroOrMore };
        command.Add(service);
        command.Add(words);
        var app = new AppOptions(command, positional: false);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var found = await new AppFinder(session).OneAsync(app.Of(parse), cancel);
            var answer = await session.Client.RunAsync(new RunRequest
            {
                Environment = found.Environment,
                App = found.Name,
                Service = parse.GetValue(service)!,
                Command = parse.GetValue(words) ?? [],
                RequestedBy = session.User,
            }, cancel);
            try
            {
                return await new OneOff(session, found, answer).FollowAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                // It was run for whoever has gone now.
                using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await session.Client.StopRunAsync(found.Environment, answer.Replica, session.User, moment.Token);
                throw;
            }
        }));
        return command;
    }
}
