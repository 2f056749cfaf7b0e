using System.Text;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Commands;

/// <summary>The chain of events: verified here, by the platform, without Gantry, and against what was anchored outside.</summary>
[Collection(SideBySide.Left)]
public sealed class AuditTests : PlatformTest
{
    [Fact]
    public async Task The_chain_verifies_everywhere_and_any_change_of_it_is_named()
    {
        var anchors = Path.Combine(Path.GetTempPath(), $"anchors-{Guid.NewGuid():n}");
        var platform = Own(new TestPlatform(variables: new Dictionary<string, string> { ["GANTRY_AUDIT_ANCHOR"] = anchors }));
        await platform.StartAgainAsync();
        var project = platform.Project("ledger", Yaml.Web("ledger", "v1", replicas: 1));
        await project.LiveAsync();

        (await platform.GantryAsync("audit", "verify")).Expect(0).Says("each in its place");
        var export = platform.Beside("events.jsonl");
        (await platform.GantryAsync("audit", "export", export)).Expect(0).Says(export);
        var verdict = (await platform.GantryAsync("audit", "verify", export, "--json")).Expect(0).Json;
        await using (var python = ProgramRun.Start("python3", ["-c", Script(), export]))
            (await python.EndAsync(TimeSpan.FromSeconds(30))).Expect(0).Says((string)verdict["head"]!["hash"]!);
        Assert.Equal(File.ReadAllLines(export).Length, (int)verdict["head"]!["sequence"]!);

        var lines = File.ReadAllLines(export).ToList();
        (lines[3], lines[4]) = (lines[4], lines[3]);
        await File.WriteAllLinesAsync(export, lines, TestContext.Current.CancellationToken);
        (await platform.GantryAsync("audit", "verify", export)).Expect(1).Says("event 4");
        await using (var python = ProgramRun.Start("python3", ["-c", Script(), export]))
            (await python.EndAsync(TimeSpan.FromSeconds(30))).Expect(1).Says("broken at event 4");

        // Stopping anchors what happened last.
        (await platform.GantryAsync("platform", "stop")).Expect(0);
        await platform.StartAgainAsync();
        (await platform.GantryAsync("audit", "verify", "--anchors", anchors)).Expect(0).Says("anchors");
        (await platform.GantryAsync("platform", "stop")).Expect(0);
        Forge(Path.Combine(platform.Home, "store", "gantry.db"), $"user:{Environment.UserName}");
        await platform.StartAgainAsync();
        (await platform.GantryAsync("audit", "verify")).Expect(1).Says("does not carry the hash", "restore a backup");
        File.Delete(anchors);
    }

    [Fact]
    public async Task Old_events_go_into_archives_which_verify_together_with_the_rest()
    {
        const int Keep = 1000;
        var platform = Own(new TestPlatform(variables: new Dictionary<string, string> { ["GANTRY_AUDIT_KEEP"] = $"{Keep}" }));
        await platform.StartAgainAsync();
        using var http = UnixHttp.Client(Path.Combine(platform.Home, "run", "gantryd.sock"), TimeSpan.FromSeconds(30));
        // Each takes down an app that never was: records alone, some events for each.
        while ((long)(await platform.Api.StatusAsync())["revision"]! < 2 * Keep)
        {
            await Task.WhenAll(Enumerable.Range(0, 12).Select(async n =>
            {
                using var answer = await ApiView.DownAsync(http, $"never{n}", "test");
            }));
        }
        await Eventually.HoldsAsync("old events are cut off", TimeSpan.FromSeconds(60), async () =>
        {
            try
            {
                return (await platform.Api.ChainAsync()).Count < Keep * 5 / 4;
            }
            catch (HttpRequestException)
            {
                // What was being read was cut off just then: the answer ends early, and is never taken for whole.
                return false;
            }
        });
        var archives = Path.Combine(platform.Home, "audit");
        (await platform.GantryAsync("audit", "verify")).Expect(0).Says("were cut off", "archives, each as it was written");
        (await platform.GantryAsync("history", "--app", "never0", "-n", "50")).Expect(0).Says("are no longer kept");
        Assert.True((await platform.Api.ResourcesAsync("Rollout")).Count(r => ((string)r["name"]!).StartsWith("never0.", StringComparison.Ordinal)) <= 20);

        using (var old = await http.GetAsync("v1/watch?after=3", TestContext.Current.CancellationToken))
        {
            Assert.Equal(System.Net.HttpStatusCode.Gone, old.StatusCode);
            Assert.Contains("events.compacted", await old.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        var export = platform.Beside("events.jsonl");
        (await platform.GantryAsync("audit", "export", export)).Expect(0).Says("those before were cut off");
        var verdict = (await platform.GantryAsync("audit", "verify", export, "--archives", archives, "--json")).Expect(0).Json;
        await using (var python = ProgramRun.Start("python3", ["-c", Script(), export]))
            (await python.EndAsync(TimeSpan.FromSeconds(30))).Expect(0).Says((string)verdict["head"]!["hash"]!);

        (await platform.GantryAsync("platform", "stop")).Expect(0);
        await platform.StartAgainAsync();
        (await platform.GantryAsync("audit", "verify")).Expect(0);
        var (file, key) = (platform.Beside("platform.age"), platform.Beside("kept.key"));
        (await platform.GantryAsync("platform", "backup", file)).Expect(0);
        File.Copy(Path.Combine(platform.Home, "backup.key"), key);
        var moved = platform.Beside("archives");
        Directory.Move(archives, moved);
        (await platform.GantryAsync("platform", "stop")).Expect(0);
        Directory.Delete(platform.Home, recursive: true);
        (await platform.GantryAsync("platform", "restore", file, "--identity", key, "-y")).Expect(0);
        (await platform.GantryAsync("audit", "verify", "--archives", moved)).Expect(0).Says("archives, each as it was written");
        File.Delete(Directory.GetFiles(moved).Order(StringComparer.Ordinal).ElementAt(1));
        (await platform.GantryAsync("audit", "verify", "--archives", moved)).Expect(1).Says("are in none of the archives");
    }

    [Fact]
    public async Task An_anchor_that_is_no_place_keeps_the_platform_from_starting()
    {
        var platform = Own(new TestPlatform(variables: new Dictionary<string, string> { ["GANTRY_AUDIT_ANCHOR"] = "somewhere" }));
        (await platform.GantryAsync("platform", "start", "-y")).Expect(1).Says("GANTRY_AUDIT_ANCHOR", "syslog");
    }

    /// <summary>The program of the guide, as it stands there.</summary>
    private static string Script()
    {
        var guide = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "guide", "audit.md"));
        return guide.Split("```python\n")[1].Split("```")[0];
    }

    /// <summary>Another name of the same length, wherever it stands in the file.</summary>
    private static void Forge(string file, string name)
    {
        var bytes = File.ReadAllBytes(file);
        var (sought, found) = (Encoding.UTF8.GetBytes(name), false);
        for (var at = bytes.AsSpan().IndexOf(sought); at >= 0; at = bytes.AsSpan().IndexOf(sought))
        {
            bytes[at + sought.Length - 1] = (byte)'?';
            found = true;
        }

        Assert.True(found, $"{name} is not in {file}.");
        File.WriteAllBytes(file, bytes);
    }
}
