using System.Net;
using System.Text;
using Gantry.Registry;
using Gantry.Registry.Decisions;
using Gantry.Tests.Registry.Harness;

namespace Gantry.Tests.Registry.Spec;

/// <summary>distribution-spec 1.1, "Pull": each rule that says MUST, and those that say SHOULD and are kept.</summary>
public sealed class PullingTests : RegistryTest
{
    [Fact]
    public async Task Determining_support__the_base_answers_200()
    {
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync("/v2/")).StatusCode);
        Assert.Equal("registry/2.0", Header(await R.HeadAsync("/v2/"), "Docker-Distribution-Api-Version"));
    }

    [Theory]
    [InlineData("UPPER"), InlineData("a//b"), InlineData("-a"), InlineData("a-"), InlineData("a..b"), InlineData("a___b"), InlineData("a._b"), InlineData(".a"), InlineData("a/.b"), InlineData("a b"), InlineData("ä")]
    public async Task Pulling_manifests__a_name_that_is_none_is_refused(string name) =>
        await RefusedAsync(HttpStatusCode.BadRequest, "NAME_INVALID", await R.GetAsync($"/v2/{Uri.EscapeDataString(name).Replace("%2F", "/")}/manifests/x"));

    [Theory]
    [InlineData("a"), InlineData("a/b/c"), InlineData("a-b"), InlineData("a--b"), InlineData("a__b"), InlineData("a_b"), InlineData("a.b/0"), InlineData("tags/list"), InlineData("blobs/uploads"), InlineData("manifests")]
    public async Task Pulling_manifests__every_name_of_the_grammar_is_taken(string name)
    {
        var digest = await R.PushImageAsync(name, "v1", "x");
        Assert.Equal(digest, Header(await R.GetAsync($"/v2/{name}/manifests/v1"), "Docker-Content-Digest"));
    }

    [Theory]
    [InlineData(".x"), InlineData("-x"), InlineData("x y")]
    public async Task Pulling_manifests__a_tag_that_is_none_is_refused(string tag) =>
        await RefusedAsync(HttpStatusCode.BadRequest, "TAG_INVALID", await R.GetAsync($"/v2/a/manifests/{Uri.EscapeDataString(tag)}"));

    [Fact]
    public async Task Pulling_manifests__a_tag_has_128_characters_at_most()
    {
        var longest = new string('t', 128);
        await R.PushImageAsync("a", longest, "x");
        Assert.Equal(HttpStatusCode.OK, (await R.GetAsync($"/v2/a/manifests/{longest}")).StatusCode);
        await RefusedAsync(HttpStatusCode.BadRequest, "TAG_INVALID", await R.GetAsync($"/v2/a/manifests/{longest}t"));
    }

    [Fact]
    public async Task Pulling_manifests__an_existing_one_is_given_with_200_its_type_and_its_digest()
    {
        var json = await R.ImageAsync("a", "x");
        await R.PutManifestAsync("a", "v1", json);
        foreach (var reference in (string[])["v1", RegistryUnderTest.Of(json)])
        {
            var answer = await R.GetAsync($"/v2/a/manifests/{reference}", ("Accept", MediaTypes.OciManifest));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(json, await answer.Content.ReadAsStringAsync(Stop));
            Assert.Equal(MediaTypes.OciManifest, answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal(RegistryUnderTest.Of(json), Header(answer, "Docker-Content-Digest"));
        }
    }

    [Fact]
    public async Task Pulling_manifests__one_that_is_not_there_is_404()
    {
        await RefusedAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", await R.GetAsync("/v2/a/manifests/v1"));
        await R.PushImageAsync("a", "v1", "x");
        await RefusedAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", await R.GetAsync("/v2/a/manifests/v2"));
        await RefusedAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", await R.GetAsync($"/v2/a/manifests/{Digest.Sha256("?"u8)}"));
        await RefusedAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", await R.GetAsync($"/v2/b/manifests/{await R.PushImageAsync("a", null, "x")}"));
    }

    [Fact]
    public async Task Pulling_blobs__an_existing_one_is_given_with_200_and_its_digest()
    {
        var digest = await R.PushBlobAsync("a", "hello"u8.ToArray());
        var answer = await R.GetAsync($"/v2/a/blobs/{digest}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("hello", await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(digest, Header(answer, "Docker-Content-Digest"));
    }

    [Fact]
    public async Task Pulling_blobs__one_that_the_repository_does_not_hold_is_404()
    {
        var digest = await R.PushBlobAsync("a", "hello"u8.ToArray());
        await RefusedAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN", await R.GetAsync($"/v2/b/blobs/{digest}"));
        await RefusedAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN", await R.GetAsync($"/v2/a/blobs/{Digest.Sha256("?"u8)}"));
    }

    [Theory]
    [InlineData("md5:abc"), InlineData("sha256:abc"), InlineData("sha256:../../../../etc/passwd"), InlineData("sha256"), InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public async Task Pulling_blobs__what_is_no_digest_is_refused(string digest) =>
        await RefusedAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID", await R.GetAsync($"/v2/a/blobs/{Uri.EscapeDataString(digest)}"));

    [Theory]
    [InlineData("bytes=1-3", 206, "ell", "bytes 1-3/5"), InlineData("bytes=3-", 206, "lo", "bytes 3-4/5"), InlineData("bytes=-2", 206, "lo", "bytes 3-4/5"), InlineData("bytes=0-99", 206, "hello", "bytes 0-4/5")]
    [InlineData("bytes=2-1", 200, "hello", ""), InlineData("lines=1-2", 200, "hello", ""), InlineData("bytes=0-1,3-4", 200, "hello", "")]
    public async Task Pulling_blobs__parts_of_one_are_given(string range, int status, string expected, string contentRange)
    {
        var digest = await R.PushBlobAsync("a", "hello"u8.ToArray());
        var answer = await R.GetAsync($"/v2/a/blobs/{digest}", ("Range", range));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(contentRange, Header(answer, "Content-Range"));
    }

    [Fact]
    public async Task Pulling_blobs__a_part_beyond_the_end_is_416_with_the_size()
    {
        var answer = await R.GetAsync($"/v2/a/blobs/{await R.PushBlobAsync("a", "hello"u8.ToArray())}", ("Range", "bytes=5-"));
        await RefusedAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "RANGE_INVALID", answer);
        Assert.Equal("bytes */5", Header(answer, "Content-Range"));
    }

    [Fact]
    public async Task Checking_existence__HEAD_answers_200_with_length_and_digest_and_404_for_what_is_not_there()
    {
        var json = await R.ImageAsync("a", "x");
        await R.PutManifestAsync("a", "v1", json);
        var blob = await R.PushBlobAsync("a", "hello"u8.ToArray());
        foreach (var (path, length, digest) in ((string, long, string)[])[("manifests/v1", json.Length, RegistryUnderTest.Of(json)), ($"manifests/{RegistryUnderTest.Of(json)}", json.Length, RegistryUnderTest.Of(json)), ($"blobs/{blob}", 5, blob)])
        {
            var answer = await R.HeadAsync($"/v2/a/{path}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(length, answer.Content.Headers.ContentLength);
            Assert.Equal(digest, Header(answer, "Docker-Content-Digest"));
        }

        foreach (var path in (string[])["manifests/v2", $"manifests/{Digest.Sha256("?"u8)}", $"blobs/{Digest.Sha256("?"u8)}"])
            Assert.Equal(HttpStatusCode.NotFound, (await R.HeadAsync($"/v2/a/{path}")).StatusCode);
    }

    [Fact]
    public async Task Error_codes__the_body_is_a_list_of_errors_each_with_a_code_of_capitals()
    {
        var answer = await R.GetAsync("/v2/a/manifests/v1");
        var error = Assert.Single(System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["errors"]!.AsArray());
        Assert.Matches("^[A-Z_]+$", (string)error!["code"]!);
        Assert.NotEmpty((string)error["message"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await R.GetAsync("/v1/status")).StatusCode);
    }
}
