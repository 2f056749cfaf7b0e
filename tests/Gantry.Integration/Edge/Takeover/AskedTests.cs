using System.Diagnostics;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Edges;
using Gantry.Traffic.Effects;

namespace Gantry.Integration.Edge.Takeover;

/// <summary>The platform talks to an edge that is replaced in that moment, with nothing open at it: it ends at once, and nobody is sent away.</summary>
public sealed class AskedTests : IAsyncLifetime
{
    private const int Times = 4;

    private EdgeUnderTest edge = null!;
    private Backend one = null!;

    public async ValueTask InitializeAsync()
    {
        // One that waits for its time to be over before it ends would not end within any patience.
        edge = await EdgeUnderTest.StartAsync(EdgeUnderTest.Fast, "--stop-timeout", "600");
        one = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task Every_snapshot_is_taken_and_who_listens_hears_of_the_next_process()
    {
        using var over = new CancellationTokenSource();
        using var link = new HttpEdgeLink(edge.SocketPath);
        var heard = new List<string>();
        var (listening, applying) = (ListenAsync(link, heard, over.Token), ApplyAsync(link, over.Token));
        var old = new List<Process>();
        for (var i = 0; i < Times; i++)
        {
            old.Add(await edge.ReplaceAsync());
            var boot = (await edge.ReportAsync()).Boot;
            await edge.UntilAsync(() => Has(heard, boot) || listening.IsCompleted || applying.IsCompleted);
        }
        await over.CancelAsync();
        await Task.WhenAll(listening, applying);
        foreach (var process in old)
        {
            using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
            await process.WaitForExitAsync(deadline.Token);
            Assert.Equal(0, process.ExitCode);
        }
        Assert.DoesNotContain("ended by force", edge.Log, StringComparison.Ordinal);
    }

    private static bool Has(List<string> heard, string boot)
    {
        lock (heard) return heard.Contains(boot);
    }

    private async Task ApplyAsync(HttpEdgeLink link, CancellationToken over)
    {
        for (var revision = 2L; !over.IsCancellationRequested; revision++)
        {
            var report = await link.ApplyAsync(Wanted.Snapshot(revision, Wanted.Route(one)), null, CancellationToken.None);
            Assert.Equal(revision, report.Revision);
        }
    }

    private static async Task ListenAsync(HttpEdgeLink link, List<string> heard, CancellationToken over)
    {
        try
        {
            while (true)
            {
                await foreach (EdgeReport report in link.ReportsAsync(over))
                {
                    lock (heard) heard.Add(report.Boot);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
