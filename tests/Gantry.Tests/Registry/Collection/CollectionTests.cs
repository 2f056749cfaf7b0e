using System.Net;
using System.Text;
using Gantry.Registry;
using Gantry.Registry.Decisions;
using Gantry.Resources.Api;
using Gantry.Tests.Registry.Harness;

namespace Gantry.Tests.Registry.Collection;

/// <summary>What a collection takes and what it leaves.</summary>
public sealed class CollectionTests : RegistryTest
{
    [Fact]
    public async Task What_a_tag_names_stays_and_what_lost_its_manifest_goes_to_the_last_byte()
    {
        await R.PushImageAsync("a", "v1", "x");
        var gone = await R.PushImageAsync("a", "v2", "y");
        await AgeAsync();
        await R.DeleteAsync($"/v2/a/manifests/{gone}");
        await CollectAsync();
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/blobs/{Layer("x")}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync($"/v2/a/blobs/{Layer("y")}")).StatusCode);
        Assert.Equal(2, Files());
    }

    [Fact]
    public async Task A_blob_that_two_repositories_hold_stays_for_the_other()
    {
        var a = await R.PushImageAsync("a", "v1", "x");
        await R.PushImageAsync("b", "v1", "x");
        await AgeAsync();
        await R.DeleteAsync($"/v2/a/manifests/{a}");
        await CollectAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync($"/v2/a/blobs/{Layer("x")}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/b/blobs/{Layer("x")}")).StatusCode);
    }

    [Fact]
    public async Task Parts_of_an_index_and_referrers_of_what_stays_stay_and_go_with_it()
    {
        var image = await R.ImageAsync("a", "x");
        await R.PutManifestAsync("a", RegistryUnderTest.Of(image), image);
        var index = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{RegistryUnderTest.Descriptor(MediaTypes.OciManifest, Encoding.UTF8.GetBytes(image))}}]}""";
        await R.PutManifestAsync("a", "v1", index, MediaTypes.OciIndex);
        var signature = await R.PushImageAsync("a", null, "signature", $$""","subject":{"mediaType":"m/m","digest":"{{RegistryUnderTest.Of(image)}}","size":1}""");
        await AgeAsync();
        await CollectAsync();
        foreach (var digest in (string[])[RegistryUnderTest.Of(image), RegistryUnderTest.Of(index), signature]) Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/manifests/{digest}")).StatusCode);
        await R.DeleteAsync("/v2/a/manifests/v1");
        await CollectAsync();
        foreach (var digest in (string[])[RegistryUnderTest.Of(image), RegistryUnderTest.Of(index), signature]) Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync($"/v2/a/manifests/{digest}")).StatusCode);
        Assert.Equal(0, Files());
    }

    /// <summary>As cosign 2 tags them, without a subject.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task Signatures_by_tag_stay_with_their_image_and_go_with_it(bool deleted)
    {
        var image = await R.PushImageAsync("a", "v1", "x");
        await R.PushImageAsync("a", image.Replace(':', '-') + ".sig", "signature");
        await AgeAsync();
        await CollectAsync();
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/manifests/{image.Replace(':', '-')}.sig")).StatusCode);
        Assert.Equal(4, Files());
        await R.DeleteAsync($"/v2/a/manifests/{(deleted ? image : "v1")}");
        await CollectAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync($"/v2/a/manifests/{image}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync($"/v2/a/manifests/{image.Replace(':', '-')}.sig")).StatusCode);
        Assert.Equal(0, Files());
    }

    [Fact]
    public async Task Signatures_of_what_a_release_needs_stay_and_so_do_those_of_images_that_are_elsewhere()
    {
        var image = await R.PushImageAsync("a", null, "x");
        R.Deployed.Digests[image] = "Release production/shop.7 (web)";
        string[] tags = [image.Replace(':', '-') + ".sig", $"sha256-{new string('e', 64)}.sig"];
        foreach (var tag in tags) await R.PushImageAsync("a", tag, tag);
        await AgeAsync();
        await CollectAsync();
        foreach (var tag in tags) Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/manifests/{tag}")).StatusCode);
    }

    [Fact]
    public async Task A_fresh_signature_by_tag_keeps_its_image()
    {
        var image = await R.PushImageAsync("a", null, "x");
        await AgeAsync();
        await R.PushImageAsync("a", image.Replace(':', '-') + ".sig", "signature");
        await CollectAsync();
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/manifests/{image}")).StatusCode);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_a_release_needs_stays_without_a_tag(bool byConfig)
    {
        var digest = await R.PushImageAsync("a", "v1", "x");
        R.Deployed.Digests[byConfig ? Digest.Sha256("""{"c":"x"}"""u8).Text : digest] = "Release production/shop.7 (web)";
        await R.DeleteAsync("/v2/a/manifests/v1");
        await AgeAsync();
        Assert.Contains("production/shop.7", Explained(digest).Because);
        await CollectAsync();
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/manifests/{digest}")).StatusCode);
        R.Deployed.Digests.Clear();
        await CollectAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync($"/v2/a/manifests/{digest}")).StatusCode);
    }

    [Fact]
    public async Task A_blob_whose_manifest_is_still_to_come_stays_however_the_clock_jumps()
    {
        var blob = await R.PushBlobAsync("a", "hello"u8.ToArray());
        R.Clock.Advance(TimeSpan.FromDays(400));
        await CollectAsync();
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/blobs/{blob}")).StatusCode);
        await CollectAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync($"/v2/a/blobs/{blob}")).StatusCode);
    }

    [Fact]
    public async Task A_blob_stays_within_the_grace_however_often_is_collected()
    {
        var blob = await R.PushBlobAsync("a", "hello"u8.ToArray());
        for (var n = 0; n < 5; n++) await CollectAsync();
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/blobs/{blob}")).StatusCode);
    }

    [Theory, InlineData("mount"), InlineData("look"), InlineData("push")]
    public async Task What_somebody_counts_on_again_stays(string how)
    {
        var blob = await R.PushBlobAsync("a", "hello"u8.ToArray());
        await AgeAsync();
        switch (how)
        {
            case "mount": await R.SendAsync(HttpMethod.Post, $"/v2/b/blobs/uploads/?mount={blob}&from=a"); break;
            case "look": await R.HeadAsync($"/v2/a/blobs/{blob}"); break;
            default: await R.PushBlobAsync("a", "hello"u8.ToArray()); break;
        }

        await CollectAsync();
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/{(how == "mount" ? "b" : "a")}/blobs/{blob}")).StatusCode);
    }

    [Fact]
    public async Task A_manifest_whose_tag_has_moved_on_stays_for_who_is_pulling_it()
    {
        var old = await R.PushImageAsync("a", "v1", "old");
        await AgeAsync();
        await R.PushImageAsync("a", "v1", "new");
        await CollectAsync();
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/manifests/{old}")).StatusCode);
        await AgeAsync();
        await CollectAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync($"/v2/a/manifests/{old}")).StatusCode);
    }

    [Fact]
    public async Task A_dry_run_says_of_each_why_it_stays_or_goes_and_changes_nothing()
    {
        await R.PushImageAsync("a", "v1", "x");
        var untagged = await R.PushImageAsync("a", "v2", "y");
        await R.DeleteAsync("/v2/a/manifests/v2");
        Assert.Contains("not long ago", Explained(untagged).Because);
        await AgeAsync();
        Assert.Equal("tag v1 names it", Explained(Header(await R.GetAsync("/v2/a/manifests/v1"), "Docker-Content-Digest")).Because);
        Assert.False(Explained(untagged).Stays);
        Assert.False(Explained(Layer("y")).Stays);
        Assert.True(Explained(Layer("x")).Stays);
        Assert.Equal(4, Files());
    }

    [Fact]
    public async Task What_a_killed_process_left_unacknowledged_goes_and_what_it_acknowledged_stays()
    {
        var blob = await R.PushBlobAsync("a", "hello"u8.ToArray());
        var folder = Path.Combine(R.Folder, "registry", "blobs", "ab");
        await File.WriteAllTextAsync(Path.Combine(folder, $"sha256-ab{new string('0', 62)}.dead-1"), "half", Stop);
        await R.RestartAsync();
        await CollectAsync();
        Assert.Empty(Directory.EnumerateFiles(folder));
        Assert.Equal("hello", await (await R.GetAsync($"/v2/a/blobs/{blob}")).Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Pushes_and_deletes_during_collections_lose_nothing_that_is_acknowledged()
    {
        using var stop = new CancellationTokenSource();
        var collecting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await CollectAsync(TimeSpan.Zero);
        }, Stop);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            for (var n = 0; n < 25; n++)
            {
                var (name, tag) = ($"r{n % 2}", $"t{client}-{n}");
                // All share a layer, which is nobody's for moments.
                string json;
                // With no grace a blob may go before its manifest comes. That is said, and whoever pushes pushes again.
                do json = await R.ImageAsync(name, $"{n % 3}");
                while ((await R.PutManifestAsync(name, tag, json)).StatusCode == HttpStatusCode.NotFound);
                Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/{name}/manifests/{tag}")).StatusCode);
                Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/{name}/blobs/{Layer($"{n % 3}")}")).StatusCode);
                await R.DeleteAsync($"/v2/{name}/manifests/{tag}");
            }
        }));
        await stop.CancelAsync();
        await collecting;
        foreach (var name in (string[])["r0", "r1"])
        {
            foreach (var digest in R.Registry.Collector.Explain(TimeSpan.Zero).Where(l => l.Kind == "manifest").Select(l => l.Digest).Distinct()) await R.DeleteAsync($"/v2/{name}/manifests/{digest}");
        }

        for (var n = 0; n < 3; n++) await CollectAsync(TimeSpan.Zero);
        Assert.Equal(0, Files());
    }

    private static string Layer(string content) => Digest.Sha256(Encoding.UTF8.GetBytes("layer " + content)).Text;

    /// <summary>What was pushed until now is no longer fresh.</summary>
    private async Task AgeAsync()
    {
        await CollectAsync();
        R.Clock.Advance(TimeSpan.FromHours(2));
        await R.Registry.Collector.CollectAsync(TimeSpan.FromDays(1), Stop).ToListAsync(Stop);
    }

    private async Task<List<CollectionLine>> CollectAsync(TimeSpan? grace = null) => await R.Registry.Collector.CollectAsync(grace ?? RegistryModule.Grace, Stop).ToListAsync(Stop);

    private CollectionLine Explained(string digest) => Assert.Single(R.Registry.Collector.Explain(RegistryModule.Grace), l => l.Digest == digest);

    private int Files() => Directory.EnumerateFiles(Path.Combine(R.Folder, "registry", "blobs"), "*", SearchOption.AllDirectories).Count();
}
