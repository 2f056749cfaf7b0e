using System.Text.Json.Nodes;
using Gantry.Engine;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Engine;

/// <summary>Volumes with options of the engine's driver, and those that are not the app's.</summary>
public sealed class VolumeTests(ActImage image) : IClassFixture<ActImage>, IAsyncDisposable
{
    private static readonly SortedDictionary<string, string> InMemory = new() { ["type"] = "tmpfs", ["device"] = "tmpfs", ["o"] = "size=1m" };
    private readonly string _name = $"gantry-volume-{Environment.ProcessId}";

    [Fact]
    public async Task Options_reach_the_volume_and_others_are_refused_once_it_is_there()
    {
        var labels = new SortedDictionary<string, string> { ["team"] = "web" };
        for (var n = 0; n < 2; n++) Assert.Null(await image.Engine.Volumes.EnsureAsync(_name, labels, InMemory, default));
        using var http = UnixHttp.Client(EngineView.DefaultSocket, TimeSpan.FromSeconds(20));
        var seen = JsonNode.Parse(await http.GetStringAsync($"volumes/{_name}"))!;
        Assert.Equal(("1m", "web", "local"), (((string)seen["Options"]!["o"]!)[5..], (string)seen["Labels"]!["team"]!, (string)seen["Driver"]!));
        var other = new SortedDictionary<string, string>(InMemory) { ["o"] = "size=2m" };
        Assert.Equal(EngineCodes.VolumeDiffers, (await image.Engine.Volumes.EnsureAsync(_name, labels, other, default))!.Code);
    }

    [Fact]
    public async Task An_external_one_must_exist()
    {
        Assert.Equal(EngineCodes.VolumeMissing, (await image.Engine.Volumes.FindAsync(_name, default))!.Code);
        await image.Engine.Volumes.EnsureAsync(_name, new SortedDictionary<string, string>(), default);
        Assert.Null(await image.Engine.Volumes.FindAsync(_name, default));
    }

    public async ValueTask DisposeAsync() => await image.Engine.Volumes.RemoveAsync(_name, default);
}
