using System.Text.Json;
using Gantry.Cli.Apps;
using Gantry.Client;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Replicas;

namespace Gantry.Cli.Progress;

/// <summary>Shows what a one-off container writes, until it ends.</summary>
internal sealed class OneOff(Session session, FoundApp app, RunAnswer run)
{
    public async Task<int> FollowAsync(CancellationToken cancel)
    {
        using var logging = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task? logs = null;
        await foreach (var line in session.Client.WatchAsync(app.Environment, app.Name, run.Revision, cancel))
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
