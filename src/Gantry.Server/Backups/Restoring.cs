using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Platforms;
using Gantry.Server.Start;
using Gantry.Store.Backups;

namespace Gantry.Server.Backups;

/// <summary><c>gantryd restore FILE</c>: the home of a platform from a backup, before the platform is started in it.</summary>
internal static class Restoring
{
    /// <summary>The exit code; a problem is on standard error as JSON, for the command line to say.</summary>
    public static async Task<int> RunAsync(string file)
    {
        var (store, _, problem) = PlatformStart.OpenStore(PlatformPaths.Current);
        if (store is not null)
        {
            await using (store)
            {
                try
                {
                    problem = await Backup.RestoreAsync(file, store, CancellationToken.None);
                }
                catch (StoreUnavailableException failure)
                {
                    problem = new Problem(PlatformPaths.Current.Home, "store.unavailable", failure.Message, "Make room or mend it, remove what was restored in part, and try again.");
                }
            }
        }

        if (problem is null) return 0;
        await Console.Error.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(problem, GantryJson.Default.Problem));
        return 1;
    }
}
