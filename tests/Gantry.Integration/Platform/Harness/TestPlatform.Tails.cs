using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gantry.Integration.Platform.Harness;

/// <summary>What a failed test's report ends with: what the platform did last, what the engine has of it, what its processes wrote.</summary>
public sealed partial class TestPlatform
{
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(5);

    public async Task<string> TailsAsync(int lines = 60)
    {
        List<string> parts = ["--- events, newest first"];
        parts.AddRange(await TryAsync(async () => (await Api.EventsAsync(limit: lines)).Select(Short)));
        foreach (var kind in (string[])["Rollout", "Replica"])
        {
            parts.Add($"--- {kind}, the last");
            parts.AddRange(await TryAsync(async () => (await Api.ResourcesAsync(kind)).TakeLast(10).Select(r => $"{r["scope"]}/{r["name"]} {r["status"]?.ToJsonString()}")));
        }
        parts.Add("--- containers");
        parts.AddRange(await TryAsync(async () => (await Engine.ContainersAsync(Label)).Select(c => c.ToString())));
        var logs = Path.Combine(Home, "log");
        foreach (var log in (string[])(Directory.Exists(logs) ? Directory.GetFiles(logs, "*.log") : []))
        {
            parts.Add($"--- {Path.GetFileName(log)}");
            parts.AddRange(File.ReadLines(log).TakeLast(lines));
        }
        return string.Join('\n', parts);
    }

    private static string Short(JsonNode line) =>
        $"{line["sequence"]} {line["at"]} {line["actor"]}: {line["type"]} {line["kind"]} {line["scope"]}/{line["name"]}: {line["because"]}";

    /// <summary>A platform that has failed may answer nothing: that is told too.</summary>
    private static async Task<IEnumerable<string>> TryAsync(Func<Task<IEnumerable<string>>> look)
    {
        try
        {
            return await look().WaitAsync(LookPatience);
        }
        catch (Exception away) when (away is HttpRequestException or TimeoutException or IOException or JsonException or InvalidOperationException)
        {
            return [$"cannot be told: {away.Message}"];
        }
    }
}
