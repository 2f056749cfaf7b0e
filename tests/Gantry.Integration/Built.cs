namespace Gantry.Integration;

/// <summary>Finds the programs under test: those that were built together with the tests.</summary>
internal static class Built
{
    public static string Program(string project, string name)
    {
        // .../tests/Gantry.Integration/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var configuration = output.Parent!.Name;
        var root = output;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Gantry.slnx"))) root = root.Parent;
        Assert.NotNull(root);
        var path = Path.Combine(root.FullName, "src", project, "bin", configuration, output.Name, name);
        Assert.True(File.Exists(path), $"{path} is not there: build {project}");
        return path;
    }
}
