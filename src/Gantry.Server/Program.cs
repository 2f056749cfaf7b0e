using Gantry.Resources.Platforms;
using Gantry.Server;
using Gantry.Server.Start;

// gantryd takes no arguments: GANTRY_HOME, GANTRY_HTTP and DOCKER_HOST say all there is to say.
var (platform, problem) = await PlatformStart.OpenAsync(PlatformPaths.Current, CancellationToken.None);
if (platform is null)
{
    await Console.Error.WriteLineAsync($"gantryd: {problem}");
    return problem!.Code == "store.in-use" ? ServerExit.StoreInUse : 1;
}
await using (platform.Store) await Daemon.RunAsync(platform);
return 0;
