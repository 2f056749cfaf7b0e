using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;

namespace Gantry.Integration.Platform.Crashes;

/// <summary>The platform replaces its edge: when it is told to, and when it finds one of another build.</summary>
public sealed class EdgeReplacedTests : PlatformTest
{
    [Fact]
    public async Task On_a_command_another_process_serves_and_nobody_notices()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("next", Yaml.Web("next", "v1"));
        await project.LiveAsync();
        using var socket = await WebSockets.OpenAsync(project.Site);
        await using var load = Load.HeyPost(project.Site);
        var before = platform.EdgeProcess();
        var said = (await platform.GantryAsync("platform", "replace-edge")).Expect(0).All;
        Say(said);
        var after = Processes.Of(platform.Home, "gantry-edge").Single(process => process != before);
        Assert.Contains($"Process {after} serves now.", said);
        Assert.Contains($"Process {before} accepts nothing more", said);
        // With gantryd gone as well both go on, and a new one finds the one in charge.
        await TestPlatform.KillAsync(await platform.ServerProcessAsync());
        await platform.StartAgainAsync();
        Assert.Contains("the process before it ends what it has begun", (await platform.GantryAsync("platform", "status")).All);
        Assert.NotNull(await socket.SayAsync("still there?"));
        project.Compose(Yaml.Web("next", "v2"));
        await project.LiveAsync();
        await project.Site.AnswersAsync("v2");
        await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "bye", TestContext.Current.CancellationToken);
        (await load.StopAsync()).ExpectNoFailure(atLeast: 0);
        await Eventually.HoldsAsync("the one before has ended", TimeSpan.FromSeconds(30), () => !Processes.Lives(before));
        Assert.Equal(after, platform.EdgeProcess());
        Assert.Contains(await platform.Api.EventsAsync(), e => ((string)e["because"]!).Contains($"process {after} has taken over, no connection was closed", StringComparison.Ordinal));
        Assert.DoesNotContain(await platform.Api.EventsAsync(), e => ((string)e["because"]!).Contains("does not answer", StringComparison.Ordinal));
    }
}
