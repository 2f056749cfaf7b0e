using System.Net.WebSockets;
using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge;

public class CrashTests : IAsyncLifetime
{
    private readonly HttpClient client = new();
    private EdgeUnderTest edge = null!;
    private Backend one = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane);
        one = await Backend.StartAsync("one");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await edge.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_edge_serves_again_from_its_snapshot_and_says_exactly_what_was_cut()
    {
        var boot = (await edge.PutAsync(Wanted.Snapshot(3, Wanted.Route(one)))).Boot;
        var cut = Enumerable.Range(0, 7).Select(_ => client.GetStringAsync(new Uri(edge.Url, "/wait"))).ToArray();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{edge.Http}/ws"), CancellationToken.None);
        await edge.UntilStatsAsync(stats => one.Waiting == 7 && stats.Connections == 1);
        await edge.KillAsync();
        foreach (var request in cut) await Assert.ThrowsAsync<HttpRequestException>(() => request);

        await edge.RestartAsync();
        Assert.Equal("one", await client.GetStringAsync(edge.Url));
        var report = await edge.ReportAsync();
        Assert.Equal((7, 1), (report.Lost!.Requests, report.Lost.Connections));
        Assert.True(report.Lost.LastSeen <= report.Lost.ServingAgain);
        Assert.Equal(3, report.Revision);
        Assert.NotEqual(boot, report.Boot);
        Assert.Contains("cut 7 requests and 1 connections", edge.Log);
    }

    [Fact]
    public async Task An_edge_that_is_told_to_stop_lets_requests_end_and_has_lost_nothing()
    {
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
        var waiting = client.GetStringAsync(new Uri(edge.Url, "/wait"));
        await edge.UntilStatsAsync(_ => one.Waiting == 1);
        var stopping = edge.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            while (true) await client.GetStringAsync(edge.Url);
        });
        one.Open();
        Assert.Equal("one", await waiting);
        await stopping;
        await edge.RestartAsync();
        Assert.Null((await edge.ReportAsync()).Lost);
        Assert.Equal("one", await client.GetStringAsync(edge.Url));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_told_of_and_replaced_by_the_next()
    {
        await edge.PutAsync(Wanted.Snapshot(9, Wanted.Route(one)));
        await edge.KillAsync();
        var path = Path.Combine(edge.Home, "snapshot.json");
        var whole = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, whole[..(whole.Length / 2)]);
        await edge.RestartAsync();
        Assert.Equal(0, (await edge.ReportAsync()).Revision);
        Assert.Contains("The edge starts empty", edge.Log);
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
        Assert.Equal("one", await client.GetStringAsync(edge.Url));
    }

    [Fact]
    public async Task Replicas_of_a_stored_snapshot_are_probed_before_they_are_believed()
    {
        await using var two = await Backend.StartAsync("two");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one, two) with { Probe = new() { Kind = Gantry.Resources.Apps.ProbeKind.Http, Port = 80, Interval = TimeSpan.FromHours(1) } }));
        await edge.KillAsync();
        await two.DisposeAsync();
        await edge.RestartAsync();
        await edge.UntilAsync(report => report.Unhealthy.SequenceEqual(["two"]));
        for (var i = 0; i < 10; i++) Assert.Equal("one", await client.GetStringAsync(edge.Url));
    }

    [Fact]
    public async Task A_second_edge_in_the_same_home_does_not_start()
    {
        using var second = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Built.Program("Gantry.Edge", "gantry-edge"))
        {
            RedirectStandardError = true,
            ArgumentList = { "--home", edge.Home, "--socket", Path.Combine(edge.Home, "edge.sock"), "--http", "127.0.0.1:1" },
        })!;
        var said = await second.StandardError.ReadToEndAsync();
        await second.WaitForExitAsync();
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("Another gantry-edge", said);
        Assert.Equal(0, (await edge.ReportAsync()).Revision);
    }

    [Fact]
    public void The_control_socket_is_its_owners_alone() =>
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(edge.Home, "edge.sock")) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
}
