using System.Net;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Registry;

/// <summary>Collections without an end while clients push, delete and pull, and the process is killed again and again.</summary>
[Collection(SideBySide.Right)]
public sealed class CollectionTests : PlatformTest
{
    private const int Clients = 4;

    private static int Images => Checkout.Nightly ? 1000 : 24;

    private static int Kills => Checkout.Nightly ? 100 : 2;

    [Fact]
    public async Task Nothing_live_is_lost_and_all_dead_space_is_freed()
    {
        var platform = await StartPlatformAsync();
        using var pusher = new Pusher(platform.Registry);
        using var stop = new CancellationTokenSource();
        var collecting = CollectAsync(platform, stop.Token);
        var work = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => WorkAsync(pusher, client)));
        var kills = 0;
        while (kills < Kills && !work.IsCompleted)
        {
            await TestPlatform.KillAsync(await platform.ServerProcessAsync());
            await platform.StartAgainAsync();
            kills++;
        }

        var live = (await work).SelectMany(l => l).ToList();
        // What was asked for is done before the clients were: the rest is killed at rest, with a collection under way.
        for (; kills < Kills; kills++)
        {
            await TestPlatform.KillAsync(await platform.ServerProcessAsync());
            await platform.StartAgainAsync();
        }

        await stop.CancelAsync();
        await collecting;
        foreach (var image in live) await pusher.WholeAsync(image);
        for (var n = 0; n < 3; n++) (await platform.GantryAsync("registry", "gc", "--grace", "0")).Expect(0);
        foreach (var image in live) await pusher.WholeAsync(image);
        Assert.Equal(live.SelectMany(i => i.Blobs).Distinct().Count(), Files(platform));
        Say($"{Images} images pushed, {live.Count} manifests live, killed {kills} times, {Files(platform)} blobs left");
        foreach (var image in live.Where(i => i.Tag is not null)) Assert.Equal(HttpStatusCode.Accepted, await pusher.DeleteAsync(image.Repository, image.Tag!));
        for (var n = 0; n < 3; n++) (await platform.GantryAsync("registry", "gc", "--grace", "0")).Expect(0);
        Assert.Equal(0, Files(platform));
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
        // The one that was killed under it ends badly; the next comes at once.
        while (!stop.IsCancellationRequested) await platform.GantryAsync("registry", "gc", "--grace", "0", "--json");
    }

    private static int Files(TestPlatform platform) => Directory.EnumerateFiles(Path.Combine(platform.Home, "registry", "blobs"), "*", SearchOption.AllDirectories).Count();
}
