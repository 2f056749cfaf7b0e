using System.Text.Json;
using Gantry.Client;
using Gantry.Cli.Reports;
using Gantry.Resources;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Progress;

/// <summary>Watches a rollout to its end, across restarts of the platform.</summary>
public sealed class Follower(Session session, IReport report)
{
    /// <summary>How long a platform may be away before nobody waits for it any longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="GiveUpException">The platform went away and did not come back. The rollout is stored and goes on with it.</exception>
    public async Task<RolloutProgress> FollowAsync(RolloutProgress progress, CancellationToken cancel)
    {
        report.Began(progress);
        try
        {
            var heard = session.Clock.GetTimestamp();
            while (!progress.Status.Ended)
            {
                try
                {
                    await foreach (var line in session.Client.WatchAsync(progress.Environment, progress.App, progress.Sequence, cancel))
                    {
                        heard = session.Clock.GetTimestamp();
                        var before = progress;
                        progress = progress.With(line);
                        report.Changed(before, progress);
                        if (progress.Status.Ended) break;
                    }
                }
                catch (PlatformAwayException) when (session.Clock.GetElapsedTime(heard) < Patience)
                {
                    // Being restarted: what was missed is told from the last sequence on.
                }
                catch (RefusedException refused) when (refused.Problems is [{ Code: "events.compacted" }, ..])
                {
                    progress = await AnewAsync(progress, cancel);
                }

                if (!progress.Status.Ended) await Task.Delay(TimeSpan.FromMilliseconds(100), session.Clock, cancel);
            }
        }
        catch (PlatformAwayException)
        {
            throw new GiveUpException("gantryd", "platform.away", "The platform went away during the rollout and did not come back.",
                "The rollout is stored and goes on when it is back: gantry platform start, then gantry ps.");
        }
        finally
        {
            await report.SettledAsync();
        }

        return progress;
    }

    /// <summary>What was missed can no longer be told; how the rollout stands can.</summary>
    private async Task<RolloutProgress> AnewAsync(RolloutProgress progress, CancellationToken cancel)
    {
        // First where to go on from, then how it stands: what happens in between is told again.
        var newest = (await session.Client.AuditHeadAsync(cancel)).Sequence;
        var name = ResourceNames.Rollout(progress.Environment, progress.App, progress.Rollout).Name;
        var now = (await session.Client.ResourcesAsync(Kinds.Rollout, progress.Environment, progress.App, name, cancel)).FirstOrDefault();
        return progress with { Sequence = newest, Status = now?.Status?.Deserialize(GantryJson.Default.RolloutStatus) ?? progress.Status };
    }
}
