namespace Gantry.Integration.Support;

/// <summary>The repository that the tests were built from, and the programs that <c>./gantry</c> put into it.</summary>
public static class Checkout
{
    public static string Root { get; } = Find();

    public static string Gantry => Program(Path.Combine("cli", "gantry"));

    public static string Program(string name) => Path.Combine(Root, ".build", "bin", name);

    /// <summary>The built test app, which is a build context as well.</summary>
    public static string Responder { get; } = Path.Combine(Root, "tests", "Gantry.Integration", "testdata", "responder",
        "bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!), "net10.0");

    /// <summary>True in the longer runs of <c>./test --nightly</c>.</summary>
    public static bool Nightly => Environment.GetEnvironmentVariable("GANTRY_NIGHTLY") is { Length: > 0 };

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gantry.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"No Gantry.slnx above {AppContext.BaseDirectory}.");
        return folder;
    }
}
