using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Harness;

/// <summary>Whether the engine holds exactly what the platform wants, and each thing once.</summary>
public static class Ledger
{
    /// <summary>Waits until it does: no container without a replica, no replica without its one running container, no stray network.</summary>
    public static Task BalancesAsync(TestPlatform platform, TimeSpan? deadline = null) => Eventually.BecomesAsync(
        "the engine holds what the platform wants, each once", deadline ?? TimeSpan.FromSeconds(60), () => DifferenceAsync(platform), difference => difference.Length == 0);

    private static async Task<string> DifferenceAsync(TestPlatform platform)
    {
        var replicas = await platform.Api.ResourcesAsync("Replica");
        var wanted = replicas.Where(r => (string?)r["spec"]!["wanted"] != "Absent").ToDictionary(r => (string)r["name"]!);
        var containers = await platform.ContainersAsync();
        var differences = new List<string>();
        foreach (var group in containers.GroupBy(c => c.Replica ?? "nothing"))
        {
            if (group.Count() > 1) differences.Add($"{group.Key} has {group.Count()} containers");
            if (!wanted.TryGetValue(group.Key, out var replica)) differences.Add($"{group.Key} is not wanted and has {group.First()}");
            else if (!group.First().Runs && (string?)replica["spec"]!["kind"] != "Job") differences.Add($"{group.First()} does not run");
        }

        differences.AddRange(wanted.Values.Where(r => (string?)r["status"]?["phase"] is not ("Ready" or "Exited")).Select(r => $"{r["name"]} is {r["status"]?["phase"]}"));
        differences.AddRange(wanted.Keys.Except(containers.Select(c => c.Replica!)).Select(r => $"{r} has no container"));
        var apps = replicas.Select(r => (string)r["spec"]!["app"]!).Distinct().ToList();
        differences.AddRange((await platform.Engine.NetworksAsync(platform.Label)).Where(n => !apps.Any(a => n.Contains(a, StringComparison.Ordinal))).Select(n => $"{n} serves no app"));
        return string.Join("; ", differences);
    }
}
