using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Control;
using Gantry.Resources;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge.Seen;

/// <summary>Serves the counters at an address of this machine. One that is taken is told of, and tried again until it is free.</summary>
internal sealed class MetricsListener(IPEndPoint address, MetricsPage page, TimeProvider time, ILoggerFactory logs) : IProblems, IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource over = new();
    private KestrelServer? server;

    public event Action? Changed;

    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    /// <summary>Serves until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, over.Token);
        try
        {
            while (!await TryAsync(either.Token)) await Task.Delay(Again, time, either.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token);
        }
        catch (OperationCanceledException)
        {
            Close();
        }
    }

    /// <summary>Leaves the address to others, also one that it did not get so far.</summary>
    public void Retire()
    {
        over.Cancel();
        Close();
    }

    public void Dispose()
    {
        Retire();
        over.Dispose();
    }

    private void Close() => Interlocked.Exchange(ref server, null)?.Dispose();

    private async Task<bool> TryAsync(CancellationToken stopping)
    {
        var next = Servers.Metrics(address, logs);
        try
        {
            await next.StartAsync(page, stopping);
            server = next;
            Tell([]);
            return true;
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            next.Dispose();
            Tell([new Problem("GANTRY_METRICS", "metrics.not-served", $"The edge cannot show its counters on {address}: {taken.Message}",
                $"See who has it with `ss -ltnp 'sport = :{address.Port}'`, or start the platform again with GANTRY_METRICS set to another address, or to off.")]);
            return false;
        }
    }

    private void Tell(IReadOnlyList<Problem> problems)
    {
        if (problems.SequenceEqual(Problems)) return;
        Problems = problems;
        Changed?.Invoke();
    }
}
