using System.Diagnostics;
using Gantry.Edge.Control;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge.Takeover;

/// <summary>All processes that were in charge before this one and still end what they have begun.</summary>
public sealed class Elders(string home, TimeProvider time, ILogger log)
{
    /// <summary>One that takes longer to take a snapshot hangs, and nothing more can be said for sure until it is gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Lock sync = new();
    private readonly List<Elder> all = [];
    private EdgeLoss? lost;

    /// <summary>What they have open is other than before, or one of them has ended.</summary>
    public event Action? Changed;

    /// <summary>What those had open that ended without notice, since this process began.</summary>
    public EdgeLoss? Lost
    {
        get { lock (sync) return lost; }
    }

    public int Count
    {
        get { lock (sync) return all.Count; }
    }

    /// <summary>Replicas that one of them has something open on, though they are not in the snapshot.</summary>
    public IReadOnlyList<string> Lingering => [.. Present().SelectMany(elder => elder.Report.Lingering)];

    /// <summary>Finds those that are there and brings them to the snapshot. Returns when each of them serves it.</summary>
    internal async Task MeetAsync(IEnumerable<string> sockets, TrafficSnapshot? served)
    {
        foreach (var socket in sockets.ToArray())
        {
            using var limit = new CancellationTokenSource(Patience, time);
            if (await Elder.MeetAsync(socket, limit.Token) is not { } elder)
            {
                File.Delete(socket);
                continue;
            }
            lock (sync) all.Add(elder);
            EdgeLog.Elder(log, elder.Report.ProcessId);
            _ = HearAsync(elder);
            if (served is null) continue;
            if (elder.Report.Revision == served.Revision) elder.Serves(served);
            else await FollowAsync(elder, served);
        }
    }

    /// <summary>Returns when each of them serves the snapshot or is gone.</summary>
    public void Follow(TrafficSnapshot snapshot)
    {
        var present = Present();
        if (present.Length > 0) Task.WhenAll(present.Select(elder => FollowAsync(elder, snapshot))).GetAwaiter().GetResult();
    }

    /// <summary>Has them end; returns when they have, or at the deadline.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        foreach (var elder in Present())
        {
            try
            {
                await elder.StopAsync(deadline);
            }
            catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // It has ended already, or hangs.
            }
        }
        while (Count > 0 && !deadline.IsCancellationRequested) await Task.Delay(Look, time, CancellationToken.None);
    }

    private Elder[] Present()
    {
        lock (sync) return [.. all];
    }

    private async Task FollowAsync(Elder elder, TrafficSnapshot snapshot)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            await elder.FollowAsync(snapshot, limit.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One that has closed its control socket has nothing open any more, and ends.
            var ends = error is HttpRequestException { StatusCode: null } or IOException;
            if (!ends && !Remains.IsDead(home, elder.Report.Boot)) End(elder, error.Message);
            await GoneAsync(elder);
        }
    }

    private async Task HearAsync(Elder elder)
    {
        await elder.HearAsync(() => Changed?.Invoke());
        await GoneAsync(elder);
    }

    /// <summary>Waits until it is, and only then forgets what it had open.</summary>
    private async Task GoneAsync(Elder elder)
    {
        var since = time.GetTimestamp();
        while (!Remains.IsDead(home, elder.Report.Boot))
        {
            if (time.GetElapsedTime(since) > Patience) End(elder, "it says nothing any more");
            await Task.Delay(Look, time);
        }
        lock (sync)
        {
            if (!all.Remove(elder)) return;
            if (Remains.Collect(home, time) is { } cut) lost = Remains.Sum(lost, cut with { ServingAgain = cut.LastSeen });
        }
        EdgeLog.ElderEnded(log, elder.Report.ProcessId);
        elder.Dispose();
        Changed?.Invoke();
    }

    private void End(Elder elder, string why)
    {
        EdgeLog.ElderKilled(log, elder.Report.ProcessId, why);
        try
        {
            using var process = Process.GetProcessById(elder.Report.ProcessId);
            // Its lock says that it lives, so the number is still its own.
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has just ended.
        }
    }
}
