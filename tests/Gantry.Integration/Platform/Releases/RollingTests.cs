using System.Text.Json.Nodes;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;

namespace Gantry.Integration.Platform.Releases;

[Collection(SideBySide.Right)]
public sealed class RollingTests : PlatformTest
{
    [Fact]
    public async Task Replicas_are_exchanged_one_by_one_and_never_fewer_serve_than_before()
    {
        const int Replicas = 3;
        var platform = await StartPlatformAsync();
        string Compose(int version) => Yaml.Web("rolls", $"v{version}", Replicas, gantry: "strategy: rolling,");
        var project = platform.Project("rolls", Compose(0));
        await project.LiveAsync();
        var from = (long)(await platform.StatusAsync())["revision"]!;
        await using var watch = new Background<JsonNode>(cancel => platform.Api.WatchAsync(from, cancel));
        var serving = await ServingAsync(platform);
        await using var load = Load.Wrk(project.Site);
        for (var i = 1; i <= 4; i++)
        {
            project.Compose(Compose(i));
            await project.LiveAsync();
            await project.Site.AnswersAsync($"v{i}");
        }

        (await load.StopAsync()).ExpectNoFailure(atLeast: 100);
        var (fewest, most) = Count(serving, await watch.StopAsync());
        Assert.Equal(Replicas, fewest);
        Assert.True(most <= Replicas + 1, $"{most} replicas served at once.");
        Assert.Equal(Replicas, (await project.ContainersAsync()).Count);
    }

    private sealed record State(Dictionary<string, bool> Ready, HashSet<string> Backends);

    private static async Task<State> ServingAsync(TestPlatform platform)
    {
        var state = new State([], []);
        foreach (var replica in await platform.Api.ResourcesAsync("Replica")) state.Ready[(string)replica["name"]!] = IsReady(replica);
        foreach (var route in await platform.Api.ResourcesAsync("Route")) state.Backends.UnionWith(Backends(route));
        return state;
    }

    /// <summary>How many replicas were in rotation and ready, at least and at most, over all that happened.</summary>
    private static (int Fewest, int Most) Count(State state, IEnumerable<JsonNode> events)
    {
        int fewest = int.MaxValue, most = 0;
        foreach (var e in events)
        {
            var name = (string)e["name"]!;
            if ((string)e["kind"]! == "Replica")
            {
                if (e["resource"] is { } replica) state.Ready[name] = IsReady(replica);
                else state.Ready.Remove(name);
            }
            else if ((string)e["kind"]! == "Route" && e["resource"] is { } route)
            {
                state.Backends.Clear();
                state.Backends.UnionWith(Backends(route));
            }

            var now = state.Backends.Count(b => state.Ready.GetValueOrDefault(b));
            (fewest, most) = (Math.Min(fewest, now), Math.Max(most, now));
        }

        return (fewest, most);
    }

    private static bool IsReady(JsonNode replica) => (string?)replica["status"]?["phase"] == "Ready" && (string?)replica["spec"]!["wanted"] != "Absent";

    private static IEnumerable<string> Backends(JsonNode route) =>
        (route["spec"]!["backends"]?.AsArray() ?? []).SelectMany(b => b!["replicas"]!.AsArray()).Select(r => (string)r!);
}
