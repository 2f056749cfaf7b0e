using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.BadInput;

/// <summary>Runs the command line as a user without any rights.</summary>
internal static class Nobody
{
    public static async Task<ProgramResult> RunsAsync(TestPlatform platform, params string[] words)
    {
        // The checkout may lie where nobody may look, and the home is to be nobody's own.
        var programs = platform.Beside("programs");
        var home = platform.Beside("nobody-home");
        Directory.CreateDirectory(home);
        await DoneAsync("cp", "-rL", Checkout.Program(""), programs);
        await DoneAsync("chmod", "-R", "a+rX", Path.GetDirectoryName(platform.Home)!);
        await DoneAsync("chown", "65534:65534", home);
        await using var run = ProgramRun.Start("setpriv",
            ["--reuid=65534", "--regid=65534", "--clear-groups", Path.Combine(programs, "cli", "gantry"), .. words],
            new Dictionary<string, string?> { ["GANTRY_HOME"] = Path.Combine(home, "h"), ["GANTRY_HTTP"] = platform.Http, ["GANTRY_REGISTRY"] = platform.Registry, ["GANTRY_METRICS"] = "off", ["HOME"] = home, ["DOCKER_HOST"] = null, ["NO_COLOR"] = "1" });
        return await run.EndAsync(TimeSpan.FromSeconds(60));
    }

    private static async Task DoneAsync(string program, params string[] words)
    {
        await using var run = ProgramRun.Start(program, words);
        (await run.EndAsync(TimeSpan.FromSeconds(30))).Expect(0);
    }
}
