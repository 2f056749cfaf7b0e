using System.Net;
using System.Text;
using Gantry.Registry.Decisions;
using Gantry.Tests.Registry.Harness;

namespace Gantry.Tests.Registry.Spec;

/// <summary>distribution-spec 1.1, "Content Management", and who may not delete or reach what.</summary>
public sealed class ContentManagementTests : RegistryTest
{
    [Fact]
    public async Task Deleting_tags__is_202_and_then_the_tag_is_404_and_the_manifest_is_not()
    {
        var digest = await R.PushImageAsync("a", "v1", "x");
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync("/v2/a/manifests/v1")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await R.DeleteAsync("/v2/a/manifests/v1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync("/v2/a/manifests/v1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/manifests/{digest}")).StatusCode);
        await RefusedAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", await R.DeleteAsync("/v2/a/manifests/v1"));
    }

    [Fact]
    public async Task Deleting_manifests__is_202_and_then_it_and_its_tags_are_404()
    {
        var digest = await R.PushImageAsync("a", "v1", "x");
        await R.GetAsync("/v2/a/manifests/v1");
        Assert.Equal(HttpStatusCode.Accepted, (await R.DeleteAsync($"/v2/a/manifests/{digest}")).StatusCode);
        foreach (var reference in (string[])["v1", digest]) Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync($"/v2/a/manifests/{reference}")).StatusCode);
        Assert.Empty((await R.JsonAsync("/v2/a/tags/list"))["tags"]!.AsArray());
        await RefusedAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", await R.DeleteAsync($"/v2/a/manifests/{digest}"));
    }

    [Fact]
    public async Task Deleting_blobs__is_202_and_then_it_is_404_there_and_not_elsewhere()
    {
        var digest = await R.PushBlobAsync("a", "hello"u8.ToArray());
        await R.PushBlobAsync("b", "hello"u8.ToArray());
        Assert.Equal(HttpStatusCode.Accepted, (await R.DeleteAsync($"/v2/a/blobs/{digest}")).StatusCode);
        await RefusedAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN", await R.GetAsync($"/v2/a/blobs/{digest}"));
        await RefusedAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN", await R.DeleteAsync($"/v2/a/blobs/{digest}"));
        Assert.Equal("hello", await (await R.GetAsync($"/v2/b/blobs/{digest}")).Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_blob_that_a_manifest_refers_to_is_not_deleted()
    {
        await R.PushImageAsync("a", "v1", "x");
        await RefusedAsync(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED", await R.DeleteAsync($"/v2/a/blobs/{await R.PushBlobAsync("a", "layer x"u8.ToArray())}"));
    }

    [Fact]
    public async Task A_part_of_an_index_is_not_deleted_before_the_index()
    {
        var image = await R.ImageAsync("a", "x");
        await R.PutManifestAsync("a", RegistryUnderTest.Of(image), image);
        var index = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{RegistryUnderTest.Descriptor(MediaTypes.OciManifest, Encoding.UTF8.GetBytes(image))}}]}""";
        await R.PutManifestAsync("a", "v1", index, MediaTypes.OciIndex);
        await RefusedAsync(HttpStatusCode.Forbidden, "DENIED", await R.DeleteAsync($"/v2/a/manifests/{RegistryUnderTest.Of(image)}"));
        Assert.Equal(HttpStatusCode.Accepted, (await R.DeleteAsync($"/v2/a/manifests/{RegistryUnderTest.Of(index)}")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await R.DeleteAsync($"/v2/a/manifests/{RegistryUnderTest.Of(image)}")).StatusCode);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_a_release_needs_is_not_deleted(bool byConfig)
    {
        var digest = await R.PushImageAsync("a", "v1", "x");
        R.Deployed.Digests[byConfig ? await R.PushBlobAsync("a", """{"c":"x"}"""u8.ToArray()) : digest] = "Release production/shop.7 (web)";
        var answer = await R.DeleteAsync($"/v2/a/manifests/{digest}");
        await RefusedAsync(HttpStatusCode.Forbidden, "DENIED", answer);
        Assert.Contains("production/shop.7", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("Host", "evil.example"), InlineData("Host", "evil.example:5055"), InlineData("Origin", "http://127.0.0.1:5055"), InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_page_in_a_browser_reaches_nothing(string name, string value) => await RefusedAsync(HttpStatusCode.Forbidden, "DENIED", await R.GetAsync("/v2/", (name, value)));

    [Theory, InlineData("localhost:5055"), InlineData("registry.localhost"), InlineData("[::1]:5055")]
    public async Task Names_of_this_machine_are_answered(string host) => Assert.Equal(HttpStatusCode.OK, (await R.GetAsync("/v2/", ("Host", host))).StatusCode);

    [Fact]
    public async Task A_path_that_leaves_the_registry_s_is_none()
    {
        foreach (var path in (string[])["/v2/a/../../etc/passwd", "/v2/%2e%2e/blobs/x", "/v2/a%2f..%2fb/manifests/x", "/v2//manifests/x", "/v2/blobs/uploads/"])
            Assert.True((await R.GetAsync(path)).StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, path);
    }
}
