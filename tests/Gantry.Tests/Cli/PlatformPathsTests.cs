using Gantry.Resources.Platforms;

namespace Gantry.Tests.Cli;

public sealed class PlatformPathsTests
{
    [Fact]
    public void Root_keeps_its_platform_in_var_lib() =>
        Assert.Equal("/var/lib/gantry/run/gantryd.sock", From(root: true).Socket);

    [Fact]
    public void Anybody_else_keeps_it_in_the_state_directory_of_the_desktop_standard()
    {
        Assert.Equal("/home/anna/.local/state/gantry", From(root: false, ("HOME", "/home/anna")).Home);
        Assert.Equal("/state/gantry", From(root: false, ("HOME", "/home/anna"), ("XDG_STATE_HOME", "/state")).Home);
    }

    [Fact]
    public void The_variable_decides_when_it_is_set() =>
        Assert.Equal("/srv/g", From(root: true, ("GANTRY_HOME", "/srv/g")).Home);

    [Fact]
    public void An_empty_variable_counts_as_not_set() =>
        Assert.Equal("/var/lib/gantry", From(root: true, ("GANTRY_HOME", "")).Home);

    private static PlatformPaths From(bool root, params (string Name, string Value)[] environment) =>
        PlatformPaths.From(name => environment.FirstOrDefault(e => e.Name == name).Value, root);
}
