namespace Gantry.Tests.Architecture;

public sealed class HouseTests
{
    [Fact]
    public void References_go_in_one_direction()
    {
        var complaints = SourceTree.Files("src", "*.csproj")
            .SelectMany(f => HouseRules.Direction(Path.GetFileNameWithoutExtension(f), File.ReadAllText(f)));
        Assert.Empty(complaints);
    }

    [Fact]
    public void A_module_that_refers_to_another_is_found()
    {
        const string project = """<Project><ItemGroup><ProjectReference Include="../Gantry.Engine/Gantry.Engine.csproj" /></ItemGroup></Project>""";
        Assert.Equal(["Gantry.Rollouts refers to Gantry.Engine"], HouseRules.Direction("Gantry.Rollouts", project));
    }

    [Fact]
    public void What_the_simulation_runs_keeps_to_one_thread_and_one_clock()
    {
        string[] simulated = ["src/Gantry.Control", "src/Gantry.Rollouts", "src/Gantry.Traffic", "src/Gantry.Engine/Effects"];
        Assert.Empty(simulated.SelectMany(f => SourceTree.Files(f, "*.cs")).SelectMany(f => HouseRules.OneThread(SourceTree.Relative(f), File.ReadAllText(f))));
    }

    [Theory]
    [InlineData("await Task.Delay(100);")]
    [InlineData("await x.ConfigureAwait(false);")]
    [InlineData("var now = DateTimeOffset.UtcNow;")]
    public void A_second_thread_or_clock_is_found(string line) => Assert.NotEmpty(HouseRules.OneThread("x.cs", line));

    [Fact]
    public void Decisions_have_no_clock_no_io_no_tasks_and_no_chance() => Assert.Empty(
        SourceTree.Files("src", "*.cs").Where(f => f.Contains("/Decisions/", StringComparison.Ordinal))
            .SelectMany(f => HouseRules.Decisions(SourceTree.Relative(f), File.ReadAllText(f))));

    [Fact]
    public void An_impure_decision_is_found() => Assert.NotEmpty(HouseRules.Decisions("x.cs", "public static async Task Decide() => await File.ReadAllTextAsync(path);"));

    [Fact]
    public void Files_and_folders_stay_small()
    {
        var files = SourceTree.Files("src", "*.cs").ToList();
        var crowded = files.GroupBy(f => Path.GetDirectoryName(f)!).SelectMany(g => HouseRules.Crowded(SourceTree.Relative(g.Key), g.Count()));
        Assert.Empty(files.SelectMany(f => HouseRules.Size(SourceTree.Relative(f), File.ReadAllText(f))).Concat(crowded));
    }

    [Fact]
    public void A_long_file_and_a_crowded_folder_are_found()
    {
        Assert.NotEmpty(HouseRules.Size("x.cs", new string('\n', 401)));
        Assert.NotEmpty(HouseRules.Crowded("x", 16));
    }

    [Fact]
    public void Names_say_what_a_thing_is() =>
        Assert.Empty(SourceTree.Files("src", "*.cs").SelectMany(f => HouseRules.Names(SourceTree.Relative(f), File.ReadAllText(f))));

    [Fact]
    public void A_name_that_says_nothing_is_found() => Assert.NotEmpty(HouseRules.Names("x.cs", "internal sealed class RouteManager"));
}
