using Gantry.Engine;
using Gantry.Engine.Docker;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Engine.Docker;

public sealed class BuildQueryTests
{
    private static readonly BuildOrder Plain = new() { Context = (_, _) => Task.CompletedTask, Dockerfile = "Dockerfile" };

    [Fact]
    public void A_build_that_says_nothing_asks_for_nothing() =>
        Assert.Equal("build?rm=true&forcerm=true&dockerfile=Dockerfile&buildargs={}&labels={}", Uri.UnescapeDataString(BuildQuery.Of(Plain)));

    [Fact]
    public void Everything_that_is_asked_for_is_in_the_query() => Assert.Equal(
        """build?rm=true&forcerm=true&dockerfile=a b&buildargs={"A":"x&y"}&labels={"l":"1"}&t=web:1&target=run&platform=linux/arm64&nocache=true&cachefrom=["a:1"]&networkmode=none&shmsize=5&extrahosts=db:::1&ulimits=[{"Name":"nofile","Soft":1,"Hard":2}]""",
        Uri.UnescapeDataString(BuildQuery.Of(Plain with
        {
            Dockerfile = "a b",
            Args = new Dictionary<string, string> { ["A"] = "x&y" },
            Labels = new Dictionary<string, string> { ["l"] = "1" },
            Tags = ["web:1"],
            Target = "run",
            Platform = "linux/arm64",
            WithoutCache = true,
            CacheFrom = ["a:1"],
            Surroundings = new BuildSurroundings { Network = "none", ShmSize = 5, ExtraHosts = ["db=::1"], Ulimits = new Dictionary<string, Ulimit> { ["nofile"] = new(1, 2) } },
        })).Replace("\\u0026", "&", StringComparison.Ordinal));
}
