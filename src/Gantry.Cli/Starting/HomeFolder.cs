using Gantry.Resources.Platforms;

namespace Gantry.Cli.Starting;

/// <summary>The platform's directory. It holds the values of environment variables: its owner's alone.</summary>
public static class HomeFolder
{
    /// <exception cref="GiveUpException">It cannot be made or written.</exception>
    public static void Make(PlatformPaths paths)
    {
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            Directory.CreateDirectory(paths.Home, Own);
            Directory.CreateDirectory(paths.Logs, Own);
            using var writable = new FileStream(paths.ServerLog, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new GiveUpException(paths.Home, "platform.no-permission", $"The platform's directory cannot be made or written: {denied.Message}",
                "Set GANTRY_HOME to a directory of yours, or make this one writable.");
        }
    }
}
