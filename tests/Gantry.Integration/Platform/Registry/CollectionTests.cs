using System.Net;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Registry;

/// <summary>Collections without an end while clients push, delete and pull, and the process is killed again and again.</summary>
[Collection(SideBySide.Bare)]
public sealed class CollectionTests : PlatformTest
{
    private const int Clients = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), LongestLife = TimeSpan.FromSeconds(1), Breath = TimeSpan.FromMilliseconds(300);

    private static int Images => Checkout.Nightly ? 1000 : 24;

    private static int Kills => Checkout.Nightly ? 100 : 2;

    [Fact]
    public async Task Nothing_live_is_lost_and_all_dead_space_is_freed()
    {
        var platform = Own(new TestPlatform());
        Directory.CreateDirectory(Path.Combine(platform.Home, "log"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var pusher = new Pusher(platform.Registry);
        using var stop = new CancellationTokenSource();
        var collecting = CollectAsync(platform, stop.Token);
        var work = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => WorkAsync(pusher, client)));
        var underWork = await KillAsync(platform, work);
        await using var server = await ServeAsync(platform);
        var live = (await work).SelectMany(l => l).ToList();
        await stop.CancelAsync();
        await collecting;
        foreach (var image in live) await pusher.WholeAsync(image);
        for (var n = 0; n < 3; n++) (await platform.GantryAsync("registry", "gc", "--grace", "0")).Expect(0);
        foreach (var image in live) await pusher.WholeAsync(image);
        Assert.Equal(live.SelectMany(i => i.Blobs).Distinct().Count(), Files(platform));
        Say($"{Images} images pushed, {live.Count} manifests live, killed {Kills} times, {underWork} of them before the clients were done, {Files(platform)} blobs left");
        foreach (var image in live.Where(i => i.Tag is not null)) Assert.Equal(HttpStatusCode.Accepted, await pusher.DeleteAsync(image.Repository, image.Tag!));
        for (var n = 0; n < 3; n++) (await platform.GantryAsync("registry", "gc", "--grace", "0")).Expect(0);
        Assert.Equal(0, Files(platform));
    }

    /// <summary>At any moment of its life, its start among them.</summary>
    /// <returns>How many of them met clients at work.</returns>
    private static async Task<int> KillAsync(TestPlatform platform, Task work)
    {
        var (random, underWork) = (new Random(Kills), 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = kill % 10 == 9 ? platform.BeginServer() : await ServeAsync(platform);
            await Task.Delay(LongestLife * random.NextDouble(), TimeProvider.System, TestContext.Current.CancellationToken);
            if (!work.IsCompleted) underWork++;
            server.Kill();
            await server.EndAsync(Patience);
        }

        return underWork;
    }

    /// <summary>gantryd alone: a registry needs no engine.</summary>
    private static async Task<ProgramRun> ServeAsync(TestPlatform platform)
    {
        var server = platform.BeginServer();
        using var http = new HttpClient();
        await Eventually.HoldsAsync("the registry answers", Patience, async () =>
        {
            Assert.False(server.Ended, "gantryd ended by itself: see its log below.");
            try
            {
                using var answer = await http.GetAsync($"http://{platform.Registry}/v2/", TestContext.Current.CancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return server;
    }

    /// <summary>Every third image is an index of two with a signature on one part; every second of all is deleted again.</summary>
    /// <returns>What is live at the end.</returns>
    private static async Task<List<Pushed>> WorkAsync(Pusher pusher, int client)
    {
        var live = new List<Pushed>();
        for (var n = client; n < Images; n += Clients)
        {
            // Layers are shared within a repository, between repositories, and between what lives and what goes.
            var (repository, tag, layers) = ($"gc/r{n % 3}", $"t{n}", (string[])[$"own {n}", $"base {n % 5}", $"shared {n % 2}"]);
            var image = n % 3 == 0 ? await IndexAsync(pusher, repository, tag, layers) : [await pusher.ImageAsync(repository, tag, layers)];
            if (n % 2 == 0) await DeletedAsync(pusher, image[0]);
            else live.AddRange(image);
        }

        return live;
    }

    private static async Task<Pushed[]> IndexAsync(Pusher pusher, string repository, string tag, string[] layers)
    {
        while (true)
        {
            var (one, other) = (await pusher.ImageAsync(repository, null, layers), await pusher.ImageAsync(repository, null, [layers[0] + " arm", .. layers[1..]]));
            var index = await pusher.TryManifestAsync(repository, tag, Pusher.Index, $$"""{"schemaVersion":2,"mediaType":"{{Pusher.Index}}","manifests":[{{one.Descriptor}},{{other.Descriptor}}]}""");
            // A part may be gone before its index comes.
            if (index is null) continue;
            var signature = await pusher.ImageAsync(repository, null, ["signature " + layers[0]], $$""","artifactType":"a/signature","subject":{{one.Descriptor}}""");
            return [index, one, other, signature];
        }
    }

    /// <summary>A process that was killed may have done it and not said so.</summary>
    private static async Task DeletedAsync(Pusher pusher, Pushed image) =>
        Assert.True(await pusher.DeleteAsync(image.Repository, image.Tag!) is HttpStatusCode.Accepted or HttpStatusCode.NotFound);

    private static async Task CollectAsync(TestPlatform platform, CancellationToken stop)
    {
        using var http = UnixHttp.Client(Path.Combine(platform.Home, "run", "gantryd.sock"), Patience);
        while (!stop.IsCancellationRequested)
        {
            // Without a breath in between, no image would come to its manifest before its blobs are gone: with no grace, two collections take them.
            await Task.Delay(Breath, TimeProvider.System, TestContext.Current.CancellationToken);
            try
            {
                using var answer = await http.PostAsync("v1/registry/collections?grace=0", null, TestContext.Current.CancellationToken);
                await answer.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
            }
            catch (Exception killed) when (killed is HttpRequestException or IOException)
            {
                // The next comes as soon as there is somebody to ask.
            }
        }
    }

    private static int Files(TestPlatform platform) => Directory.EnumerateFiles(Path.Combine(platform.Home, "registry", "blobs"), "*", SearchOption.AllDirectories).Count();
}
