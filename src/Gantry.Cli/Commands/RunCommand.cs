using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Apps;
using Gantry.Cli.Text;
using Gantry.Client;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Replicas;

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
            return await new OneOff(session, found, answer).FollowAsync(cancel);
        }));
        return command;
    }
}

/// <summary>Shows what a one-off container writes, until it ends.</summary>
internal sealed class OneOff(Session session, FoundApp app, RunAnswer run)
{
    public async Task<int> FollowAsync(CancellationToken cancel)
    {
        using var logging = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task? logs = null;
        await foreach (var line in session.Client.WatchAsync(run.Revision, cancel))
        {
            if (line.Kind != Kinds.Replica || line.Name != run.Replica || line.Scope != app.Environment) continue;
            if (line.Resource?.Status?.Deserialize(GantryJson.Default.ReplicaStatus) is not { } status)
            {
                if (line.Resource is null) break;
                continue;
            }

            if (status.ContainerId is not null && status.Phase is not (ReplicaPhase.Pending or ReplicaPhase.Creating)) logs ??= LogsAsync(logging.Token);
            if (status.Phase is not (ReplicaPhase.Exited or ReplicaPhase.Failed)) continue;
            if (logs is not null) await EndAsync(logs, logging);
            if (status.ExitCode is { } code) return code;
            throw new GiveUpException([status.Problem ?? new Problem(run.Replica, "run.failed", "It could not be started.", "See gantry doctor.")]);
        }

        throw new GiveUpException(run.Replica, "run.gone", "The container was removed before it had ended.", "See gantry history and gantry doctor.");
    }

    private async Task LogsAsync(CancellationToken cancel)
    {
        try
        {
            var query = new LogQuery { Environment = app.Environment, App = app.Name, Replica = run.Replica, Follow = true };
            await foreach (var line in session.Client.LogsAsync(query, cancel))
            {
                var writer = line.Stream == "stderr" ? session.Terminal.Error : session.Terminal.Out;
                await writer.WriteLineAsync(line.Text);
                await writer.FlushAsync(cancel);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or PlatformAwayException or RefusedException)
        {
            // The exit code is what counts; it comes by the watch.
        }
    }

    /// <summary>Lines may still be on their way when the end is known.</summary>
    private async Task EndAsync(Task logs, CancellationTokenSource logging)
    {
        logging.CancelAfter(TimeSpan.FromSeconds(2));
        await logs.WaitAsync(TimeSpan.FromSeconds(3), session.Clock);
    }
}
