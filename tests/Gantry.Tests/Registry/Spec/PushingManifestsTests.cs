using System.Net;
using System.Text;
using Gantry.Registry;
using Gantry.Registry.Decisions;
using Gantry.Tests.Registry.Harness;

namespace Gantry.Tests.Registry.Spec;

/// <summary>distribution-spec 1.1, "Pushing Manifests".</summary>
public sealed class PushingManifestsTests : RegistryTest
{
    [Fact]
    public async Task A_manifest_is_stored_in_exactly_the_bytes_that_were_sent_with_201_and_its_location()
    {
        var json = (await R.ImageAsync("a", "x")).Replace(",\"layers\"", ",\n\t \"layers\"", StringComparison.Ordinal) + "\n\n";
        var pushed = await R.PutManifestAsync("a", "v1", json);
        Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
        Assert.Equal($"/v2/a/manifests/{RegistryUnderTest.Of(json)}", pushed.Headers.Location!.ToString());
        Assert.Equal(json, await (await R.GetAsync(pushed.Headers.Location.ToString())).Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_digest_that_is_not_that_of_the_content_is_refused() => await RefusedAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID",
        await R.PutManifestAsync("a", Digest.Sha256("else"u8).Text, await R.ImageAsync("a", "x")));

    [Fact]
    public async Task By_sha512_it_is_found_by_sha512()
    {
        var json = await R.ImageAsync("a", "x");
        var digest = "sha512:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(HttpStatusCode.Created, (await R.PutManifestAsync("a", digest, json)).StatusCode);
        Assert.Equal(json, await (await R.GetAsync($"/v2/a/manifests/{digest}")).Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Docker_s_manifests_and_lists_are_taken()
    {
        var image = (await R.ImageAsync("a", "x")).Replace(MediaTypes.OciManifest, MediaTypes.DockerManifest, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await R.PutManifestAsync("a", RegistryUnderTest.Of(image), image, MediaTypes.DockerManifest)).StatusCode);
        var list = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.DockerList}}","manifests":[{{RegistryUnderTest.Descriptor(MediaTypes.DockerManifest, Encoding.UTF8.GetBytes(image))}}]}""";
        Assert.Equal(HttpStatusCode.Created, (await R.PutManifestAsync("a", "v1", list, MediaTypes.DockerList)).StatusCode);
        Assert.Equal(MediaTypes.DockerList, (await R.GetAsync("/v2/a/manifests/v1")).Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Each_blob_that_is_not_there_is_an_error_that_names_it()
    {
        var json = await R.ImageAsync("elsewhere", "x");
        var answer = await R.PutManifestAsync("a", "v1", json);
        await RefusedAsync(HttpStatusCode.NotFound, "MANIFEST_BLOB_UNKNOWN", answer);
        var errors = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["errors"]!.AsArray();
        Assert.Equal(2, errors.Select(e => (string)e!["detail"]!["digest"]!).Distinct().Count());
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync("/v2/a/manifests/v1")).StatusCode);
    }

    [Fact]
    public async Task An_index_whose_parts_are_not_there_is_refused()
    {
        var image = Encoding.UTF8.GetBytes(await R.ImageAsync("a", "x"));
        var index = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{RegistryUnderTest.Descriptor(MediaTypes.OciManifest, image)}}]}""";
        await RefusedAsync(HttpStatusCode.NotFound, "MANIFEST_BLOB_UNKNOWN", await R.PutManifestAsync("a", "v1", index, MediaTypes.OciIndex));
    }

    [Fact]
    public async Task A_size_that_is_not_that_of_the_blob_is_refused()
    {
        var json = (await R.ImageAsync("a", "x")).Replace("\"size\":7", "\"size\":8", StringComparison.Ordinal);
        await RefusedAsync(HttpStatusCode.BadRequest, "SIZE_INVALID", await R.PutManifestAsync("a", "v1", json));
    }

    [Fact]
    public async Task Manifests_of_4_MiB_are_taken_and_larger_ones_are_413()
    {
        var json = await R.ImageAsync("a", "x");
        var largest = json + new string(' ', (4 << 20) - json.Length);
        Assert.Equal(HttpStatusCode.Created, (await R.PutManifestAsync("a", "v1", largest)).StatusCode);
        await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "SIZE_INVALID", await R.PutManifestAsync("a", "v1", largest + " "));
    }

    [Theory]
    [InlineData("{", "cannot be read"), InlineData("[]", "object"), InlineData("""{"schemaVersion":1}""", "schemaVersion"), InlineData("""{"schemaVersion":2,"schemaVersion":2}""", "cannot be read")]
    [InlineData("""{"schemaVersion":2,"layers":[],"manifests":[]}""", "at once"), InlineData("""{"schemaVersion":2,"layers":[]}""", "config"), InlineData("""{"schemaVersion":2,"config":{"digest":"sha256:../x","size":1}}""", "digest")]
    [InlineData("""{"schemaVersion":2,"config":{"digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":-1}}""", "size"), InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json"}""", "calls itself")]
    public async Task What_is_no_manifest_is_refused_with_what_is_wrong(string json, string says)
    {
        var answer = await R.PutManifestAsync("a", "v1", json);
        await RefusedAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID", answer);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Deep_nesting_and_endless_lists_are_refused()
    {
        var deep = "{\"schemaVersion\":2,\"annotations\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_001);
        await RefusedAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID", await R.PutManifestAsync("a", "v1", deep));
        var one = RegistryUnderTest.Descriptor("x/y", []);
        var wide = $$"""{"schemaVersion":2,"config":{{one}},"layers":[{{string.Join(',', Enumerable.Repeat(one, 5000))}}]}""";
        await RefusedAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID", await R.PutManifestAsync("a", "v1", wide));
    }

    [Fact]
    public async Task With_a_subject__it_is_taken_though_the_subject_is_not_there_and_the_answer_names_the_subject()
    {
        var subject = Digest.Sha256("not here"u8).Text;
        var json = await R.ImageAsync("a", "x", $$""","subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{subject}}","size":8}""");
        var pushed = await R.PutManifestAsync("a", RegistryUnderTest.Of(json), json);
        Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
        Assert.Equal(subject, Header(pushed, "OCI-Subject"));
    }

    [Fact]
    public async Task A_tag_that_is_pushed_again_names_the_new_manifest()
    {
        await R.PushImageAsync("a", "v1", "old");
        await R.GetAsync("/v2/a/manifests/v1");
        var renewed = await R.PushImageAsync("a", "v1", "new");
        Assert.Equal(renewed, Header(await R.GetAsync("/v2/a/manifests/v1"), "Docker-Content-Digest"));
    }
}
