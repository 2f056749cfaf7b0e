using Gantry.Resources.Platforms;
using Gantry.Server;
using Gantry.Server.Backups;
using Gantry.Server.Start;

// gantryd restore FILE puts a backup into an empty store and ends; that is all the arguments it takes. GANTRY_HOME, GANTRY_HTTP
// and DOCKER_HOST say all there is to say otherwise.
if (args is ["restore", var file]) return await Restoring.RunAsync(file);
var (platform, problem) = await PlatformStart.OpenAsync(PlatformPaths.Current, CancellationToken.None);
if (platform is null)
{
    await Console.Error.WriteLineAsync($"gantryd: {problem}");
    return problem!.Code == "store.in-use" ? ServerExit.StoreInUse : 1;
}
await using (platform.Store) await Daemon.RunAsync(platform);
return 0;
