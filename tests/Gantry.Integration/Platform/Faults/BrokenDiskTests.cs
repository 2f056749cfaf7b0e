using System.Net;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;

namespace Gantry.Integration.Platform.Faults;

/// <summary>
/// The disk of the platform's home breaks while it runs. What is asked of it then is refused in words that help, what runs is
/// none the wiser, and once the disk is well again everything goes on without a hand.
/// </summary>
public sealed class BrokenDiskTests(AppOnSmallDisk app) : PlatformTest(app.Shared), IClassFixture<AppOnSmallDisk>
{
    private const string Doubt = "Whether it was written is seen";

    [Fact]
    public Task A_full_disk_refuses_the_release_until_there_is_room() => RefusesAsync(() =>
    {
        app.Disk.Fill();
        return Task.CompletedTask;
    }, () =>
    {
        app.Disk.MakeRoom();
        return Task.CompletedTask;
    }, "No space is left", "df -h");

    /// <summary>
    /// A system makes a disk read-only when it has failed, under files that are open for writing; nobody can do that by hand. So
    /// it is the calls that fail as they would then.
    /// </summary>
    [Fact]
    public async Task A_disk_that_turns_read_only_refuses_the_release_until_it_can_be_written_again()
    {
        SystemCalls? calls = null;
        await RefusesAsync(
            async () => calls = await SystemCalls.FailAsync(await Platform.ServerProcessAsync(), "pwrite64,ftruncate,fallocate", "EROFS", app.StoreFiles),
            async () => await calls!.DisposeAsync(), "cannot be read or written", "dmesg");
    }

    [Fact]
    public async Task What_cannot_be_flushed_is_not_acknowledged_and_works_again_without_a_restart()
    {
        SystemCalls? calls = null;
        var server = await Platform.ServerProcessAsync();
        await RefusesAsync(
            async () => calls = await SystemCalls.FailAsync(server, "fsync,fdatasync", "EIO"),
            async () => await calls!.DisposeAsync(), "cannot be read or written", "dmesg");
        Assert.Equal(server, await Platform.ServerProcessAsync());
    }

    [Fact]
    public async Task What_could_not_be_flushed_does_not_come_back_with_a_crash_unless_that_was_said()
    {
        var server = await Platform.ServerProcessAsync();
        var refused = new Dictionary<string, string>();
        await using (await SystemCalls.FailAsync(server, "fsync,fdatasync", "EIO"))
        {
            // Of these and of what the platform writes by itself one is the first, and in doubt; the others are not.
            foreach (var name in (string[])["one", "other", "third"]) refused[name] = await RefusedAsync(name);
            await TestPlatform.KillAsync(server);
        }
        await Platform.StartAgainAsync();
        var apps = (await Platform.Api.ResourcesAsync("App")).Select(a => (string)a["name"]!).ToList();
        Assert.InRange(refused.Values.Count(r => r.Contains(Doubt, StringComparison.Ordinal)), 0, 1);
        foreach (var (name, why) in refused.Where(r => !r.Value.Contains(Doubt, StringComparison.Ordinal)))
            Assert.False(apps.Contains(name), $"{name} was refused and is there: {why}");
        (await Platform.GantryAsync("audit", "verify")).Expect(0);
    }

    /// <param name="words">Of the refusal, besides the place.</param>
    private async Task RefusesAsync(Func<Task> breaks, Func<Task> mends, params string[] words)
    {
        var (old, next) = (app.Version, app.Next());
        await using var load = Load.Hey(app.Project.Site, perClient: 20);
        await breaks();
        try
        {
            (await app.Project.UpAsync()).Expect(1).Says([app.Disk.Folder, .. words]);
            (await Platform.GantryAsync("ps")).Expect(0).Says(app.Project.Name);
            await app.Project.Site.AnswersAsync(old);
        }
        finally
        {
            await mends();
        }
        await app.Project.LiveAsync();
        await app.Project.Site.AnswersAsync(next);
        (await load.StopAsync()).ExpectNoFailure(atLeast: 1);
        (await Platform.GantryAsync("audit", "verify")).Expect(0);
        await Ledger.BalancesAsync(Platform);
    }

    /// <summary>What a write that asks nothing of the engine was refused with.</summary>
    private async Task<string> RefusedAsync(string name)
    {
        using var http = UnixHttp.Client(Path.Combine(Platform.Home, "run", "gantryd.sock"), TimeSpan.FromSeconds(30));
        using var answer = await ApiView.DownAsync(http, name, "test");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
