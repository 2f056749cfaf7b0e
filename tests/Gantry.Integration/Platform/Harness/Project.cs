using System.Text.Json.Nodes;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Harness;

/// <summary>The folder of an app, and what a user does with it.</summary>
public sealed class Project(TestPlatform platform, string name, string folder)
{
    public string Name => name;
    public string Folder => folder;

    /// <summary>What clients call: each app of a test has a host of its own.</summary>
    public Site Site => new(platform.Http, $"{name}.test");

    public TestPlatform Platform => platform;

    public void Compose(string text) => Write("compose.yaml", text);

    public void Write(string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Copy(string from, string file)
    {
        Directory.CreateDirectory(folder);
        File.Copy(from, Path.Combine(folder, file), overwrite: true);
    }

    public Task<ProgramResult> UpAsync(params string[] more) => platform.GantryAsync(TimeSpan.FromSeconds(120), ["up", folder, "-y", .. more]);

    /// <summary>Goes live or the test ends here.</summary>
    public async Task<JsonNode> LiveAsync() => Live(await UpAsync("--json"));

    public static JsonNode Live(ProgramResult up)
    {
        var last = up.Expect(0).Last;
        if ((string?)last["result"] != "live") Assert.Fail($"Not live.\n{up}");
        return last;
    }

    public Task<ProgramResult> RollbackAsync(params string[] more) => platform.GantryAsync(TimeSpan.FromSeconds(120), ["rollback", "--app", name, "-y", .. more]);

    public Task<ProgramResult> DownAsync(params string[] more) => platform.GantryAsync(TimeSpan.FromSeconds(120), ["down", "--app", name, "-y", .. more]);

    /// <summary>Its part of <c>ps --json</c>.</summary>
    public async Task<JsonNode> PsAsync() => (await platform.GantryAsync("ps", "--app", name, "--json")).Expect(0).Json["apps"]![0]!;

    /// <summary>The number of the release that serves.</summary>
    public async Task<int> ReleaseAsync() => (int)(await PsAsync())["release"]!;

    public Task<IReadOnlyList<EngineContainer>> ContainersAsync() => platform.ContainersAsync(name);
}
