using System.Diagnostics;
using System.Globalization;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Store;

namespace Gantry.Simulation.Store;

/// <summary>What happens to a store when its process is killed, and when there are two.</summary>
public sealed class StoreProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-store-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9_each_time()
    {
        var acknowledged = new Dictionary<string, int>();
        for (var round = 1; round <= 5; round++)
        {
            using var writer = Start("store-writer", _directory);
            // Killed after another number of writes each time, in the midst of some.
            for (var lines = 0; lines < round * 37; lines++) Note(acknowledged, await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            writer.Kill();
            while (await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } rest) Note(acknowledged, rest);
            await writer.WaitForExitAsync(TestContext.Current.CancellationToken);

            await using var store = StoreModule.Open(_directory, TimeProvider.System).Store!;
            Assert.Equal(4, acknowledged.Count);
            foreach (var (name, release) in acknowledged)
            {
                var found = store.Current.Get(ResourceNames.App("production", name))!.SpecAs<AppSpec>().NextRelease;
                Assert.InRange(found, release, release + 1);
                Assert.Equal(found, store.Current.Get(ResourceNames.App("production", name + "-twin"))!.SpecAs<AppSpec>().NextRelease);
            }
            Assert.Null(store.Verify());
        }
    }

    [Fact]
    public async Task A_second_process_is_refused_with_the_number_of_the_first()
    {
        await using (var store = StoreModule.Open(_directory, TimeProvider.System).Store!)
        {
            using var second = Start("store-open", _directory);
            var said = await second.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await second.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, second.ExitCode);
            Assert.StartsWith("store.in-use", said);
            Assert.Contains($"process {Environment.ProcessId}", said);
        }
        using var third = Start("store-open", _directory);
        Assert.Equal("opened\n", await third.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await third.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static void Note(Dictionary<string, int> acknowledged, string? line)
    {
        Assert.NotNull(line);
        var parts = line.Split(' ');
        acknowledged[$"app{parts[0]}"] = int.Parse(parts[1], CultureInfo.InvariantCulture);
    }
}
