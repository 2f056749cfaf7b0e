using System.Reflection;

namespace Gantry.Resources.Platforms;

/// <summary>
/// Which build this process runs. The three programs are built together into one folder with a <c>build-id</c> file, so
/// the command line can tell that a running platform is of another build. Without the file it is the version alone.
/// </summary>
public static class BuildIdentity
{
    /// <summary><c>0.1.0+3f9c2a81</c>. Read once, at the first use: the folder may be replaced while a process runs.</summary>
    public static string Version { get; } = Read(AppContext.BaseDirectory);

    private static string Read(string folder)
    {
        var version = typeof(BuildIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "0.0.0";
        var file = Path.Combine(folder, "build-id");
        return File.Exists(file) ? $"{version}+{File.ReadAllText(file).Trim()}" : version;
    }
}
