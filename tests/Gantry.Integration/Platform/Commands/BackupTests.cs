using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Commands;

/// <summary>The restore drill: a home is lost, and comes back from a file and a key.</summary>
[Collection(SideBySide.Left)]
public sealed class BackupTests : PlatformTest
{
    [Fact]
    public async Task A_lost_home_comes_back_and_what_runs_is_brought_to_what_the_backup_says()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("phoenix", Yaml.Web("phoenix", "v1"));
        await project.LiveAsync();
        project.Compose(Yaml.Web("phoenix", "v2"));
        await project.LiveAsync();
        var (file, key) = (platform.Beside("platform.age"), platform.Beside("kept.key"));
        (await platform.GantryAsync("platform", "backup", file)).Expect(0).Says("restored in a scratch place and compared", "backup.key");
        Assert.DoesNotContain("phoenix", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        File.Copy(Path.Combine(platform.Home, "backup.key"), key);
        var head = (await platform.GantryAsync("audit", "head")).Expect(0).Out;
        await File.WriteAllTextAsync(platform.Beside("anchor"), head, TestContext.Current.CancellationToken);

        // After the backup something else went live; the machine has it, and the backup does not know.
        project.Compose(Yaml.Web("phoenix", "v3"));
        await project.LiveAsync();
        (await platform.GantryAsync("platform", "stop")).Expect(0);
        Directory.Delete(platform.Home, recursive: true);

        (await platform.GantryAsync("platform", "restore", file, "--identity", key, "-y")).Expect(0).Says("is restored");
        await Eventually.BecomesAsync("release 2 serves", TimeSpan.FromSeconds(60), () => BodyAsync(project), body => body.Contains("v2", StringComparison.Ordinal));
        await Ledger.BalancesAsync(platform);
        Assert.Equal(2, await project.ReleaseAsync());
        (await platform.GantryAsync("audit", "verify", "--anchors", platform.Beside("anchor"))).Expect(0).Says("anchors");
        (await project.RollbackAsync()).Expect(0);
        await project.Site.AnswersAsync("v1");

        static async Task<string> BodyAsync(Project project)
        {
            try
            {
                return (await project.Site.GetAsync()).Body;
            }
            catch (HttpRequestException refused)
            {
                // The edge is started by the platform, a moment after it has begun to answer.
                return refused.Message;
            }
        }
    }

    [Fact]
    public async Task What_cannot_be_restored_is_refused_and_leaves_nothing_behind()
    {
        var platform = await StartPlatformAsync();
        var (file, key) = (platform.Beside("platform.age"), Path.Combine(platform.Home, "backup.key"));
        (await platform.GantryAsync("platform", "backup", file)).Expect(0);
        (await platform.GantryAsync("platform", "restore", file)).Expect(1).Says("is running here");
        (await platform.GantryAsync("platform", "stop")).Expect(0);
        (await platform.GantryAsync("platform", "restore", file)).Expect(1).Says("a platform here already", "GANTRY_HOME");

        var empty = new TestPlatform(home: platform.Beside("new"));
        (await empty.GantryAsync("platform", "restore", file)).Expect(1).Says("--identity");
        (await empty.GantryAsync("platform", "restore", platform.Beside("none"), "--identity", key)).Expect(1).Says("no such file");
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(platform.Beside("cut"), whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
        (await empty.GantryAsync("platform", "restore", platform.Beside("cut"), "--identity", key)).Expect(1).Says("age");
        Assert.Empty(Processes.Of(empty.Home, "gantryd"));
        Assert.Empty(Directory.EnumerateFiles(empty.Home, "*.tar"));
        Assert.False(File.Exists(Path.Combine(empty.Home, "store", "gantry.db")));
        await empty.DisposeAsync();
    }
}
