using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gantry.Registry;
using Gantry.Tests.Registry.Harness;

namespace Gantry.Tests.Registry.Spec;

/// <summary>distribution-spec 1.1, "Pushing Blobs".</summary>
public sealed class PushingBlobsTests : RegistryTest
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("0123456789");
    private static readonly string Name = Digest.Sha256(Content).Text;

    [Fact]
    public async Task POST_then_PUT__begins_with_202_and_a_location_and_ends_with_201_and_that_of_the_blob()
    {
        var location = await R.BeginAsync("a/b");
        var done = await PutAsync(location, Content, Name);
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        Assert.Equal($"/v2/a/b/blobs/{Name}", done.Headers.Location!.ToString());
        Assert.Equal("0123456789", await (await R.GetAsync(done.Headers.Location.ToString())).Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Single_POST__ends_with_201_and_the_location_of_the_blob()
    {
        var done = await R.SendAsync(HttpMethod.Post, $"/v2/a/blobs/uploads/?digest={Name}", new ByteArrayContent(Content));
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        Assert.Equal($"/v2/a/blobs/{Name}", done.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Content_that_is_not_its_digest_is_refused_and_nothing_of_it_is_kept()
    {
        await RefusedAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID", await PutAsync(await R.BeginAsync("a"), "else"u8.ToArray(), Name));
        Assert.Equal(HttpStatusCode.NotFound, (await R.HeadAsync($"/v2/a/blobs/{Name}")).StatusCode);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task An_end_without_a_digest_is_refused() =>
        await RefusedAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID", await R.SendAsync(HttpMethod.Put, await R.BeginAsync("a"), new ByteArrayContent(Content)));

    [Theory, InlineData(false), InlineData(true)]
    public async Task Sha512_is_verified_whether_it_was_told_beforehand_or_not(bool told)
    {
        var digest = "sha512:" + Convert.ToHexStringLower(SHA512.HashData(Content));
        var begun = await R.SendAsync(HttpMethod.Post, "/v2/a/blobs/uploads/" + (told ? "?digest-algorithm=sha512" : ""));
        Assert.Equal(HttpStatusCode.Created, (await PutAsync(begun.Headers.Location!.ToString(), Content, digest)).StatusCode);
        Assert.Equal("0123456789", await (await R.GetAsync($"/v2/a/blobs/{digest}")).Content.ReadAsStringAsync(Stop));
        var wrong = "sha512:" + Convert.ToHexStringLower(SHA512.HashData("else"u8));
        await RefusedAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID", await PutAsync(await R.BeginAsync("a"), Content, wrong));
    }

    [Fact]
    public async Task Chunked__each_chunk_is_202_with_a_location_and_the_range_so_far()
    {
        var location = await R.BeginAsync("a");
        var first = await PatchAsync(location, Content[..4], "0-3");
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal("0-3", Header(first, "Range"));
        var second = await PatchAsync(first.Headers.Location!.ToString(), Content[4..8], "4-7");
        Assert.Equal("0-7", Header(second, "Range"));
        var last = await R.SendAsync(HttpMethod.Put, $"{second.Headers.Location}?digest={Name}", new ByteArrayContent(Content[8..]), ("Content-Range", "8-9"));
        Assert.Equal(HttpStatusCode.Created, last.StatusCode);
        Assert.Equal("0123456789", await (await R.GetAsync($"/v2/a/blobs/{Name}")).Content.ReadAsStringAsync(Stop));
    }

    [Theory, InlineData("1-4"), InlineData("5-8"), InlineData("0-3"), InlineData("x"), InlineData("7-4")]
    public async Task Chunked__a_chunk_that_does_not_begin_where_the_last_has_ended_is_416(string range)
    {
        var location = await R.BeginAsync("a");
        await PatchAsync(location, Content[..4], "0-3");
        var answer = await PatchAsync(location, Content[4..8], range);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Equal("0-3", Header(answer, "Range"));
        Assert.Equal(HttpStatusCode.Accepted, (await PatchAsync(location, Content[4..8], "4-7")).StatusCode);
    }

    [Fact]
    public async Task Chunked__the_first_chunk_begins_with_0() =>
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await PatchAsync(await R.BeginAsync("a"), Content[..4], "4-7")).StatusCode);

    [Fact]
    public async Task Chunked__a_chunk_that_is_not_as_long_as_it_says_is_refused() =>
        await RefusedAsync(HttpStatusCode.BadRequest, "SIZE_INVALID", await PatchAsync(await R.BeginAsync("a"), Content, "0-3"));

    [Fact]
    public async Task Streamed__a_body_of_unknown_length_without_a_range_is_taken()
    {
        var location = await R.BeginAsync("a");
        var streamed = new StreamContent(new Unknown(Content));
        Assert.Equal(HttpStatusCode.Accepted, (await R.SendAsync(HttpMethod.Patch, location, streamed)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await PutAsync(location, [], Name)).StatusCode);
    }

    [Fact]
    public async Task Resumed__GET_tells_how_far_it_is_with_204_also_after_the_process_was_killed()
    {
        var location = await R.BeginAsync("a");
        await PatchAsync(location, Content[..6], "0-5");
        await R.RestartAsync();
        var status = await R.GetAsync(location);
        Assert.Equal(HttpStatusCode.NoContent, status.StatusCode);
        Assert.Equal("0-5", Header(status, "Range"));
        Assert.NotNull(status.Headers.Location);
        Assert.Equal(HttpStatusCode.Created, (await R.SendAsync(HttpMethod.Put, $"{location}?digest={Name}", new ByteArrayContent(Content[6..]), ("Content-Range", "6-9"))).StatusCode);
    }

    [Fact]
    public async Task An_upload_is_that_of_its_repository_and_no_longer_there_when_it_was_cancelled()
    {
        var location = await R.BeginAsync("a");
        await PatchAsync(location, Content, "0-9");
        await RefusedAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN", await R.GetAsync(location.Replace("/v2/a/", "/v2/b/")));
        Assert.Equal(HttpStatusCode.NoContent, (await R.DeleteAsync(location)).StatusCode);
        await RefusedAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN", await R.GetAsync(location));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Mounting__a_blob_of_another_repository_is_201_with_its_location()
    {
        await R.PushBlobAsync("from", Content);
        var mounted = await R.SendAsync(HttpMethod.Post, $"/v2/to/blobs/uploads/?mount={Name}&from=from");
        Assert.Equal(HttpStatusCode.Created, mounted.StatusCode);
        Assert.Equal($"/v2/to/blobs/{Name}", mounted.Headers.Location!.ToString());
        Assert.Equal("0123456789", await (await R.GetAsync($"/v2/to/blobs/{Name}")).Content.ReadAsStringAsync(Stop));
    }

    [Theory, InlineData("&from=elsewhere"), InlineData(""), InlineData("&from=../x")]
    public async Task Mounting__what_is_not_there_begins_an_upload_with_202(string from)
    {
        await R.PushBlobAsync("from", Content);
        var answer = await R.SendAsync(HttpMethod.Post, $"/v2/to/blobs/uploads/?mount={Name}{from}");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.NotNull(answer.Headers.Location);
    }

    [Fact]
    public async Task The_same_blob_pushed_by_many_at_once_is_there_once_and_whole()
    {
        var large = new byte[3 << 20];
        Random.Shared.NextBytes(large);
        var digests = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => R.PushBlobAsync($"r{n % 3}", large)));
        Assert.Equal(large, await (await R.GetAsync($"/v2/r2/blobs/{digests[0]}")).Content.ReadAsByteArrayAsync(Stop));
        Assert.Single(Files());
    }

    private Task<HttpResponseMessage> PatchAsync(string location, byte[] chunk, string range) => R.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(chunk), ("Content-Range", range));

    private Task<HttpResponseMessage> PutAsync(string location, byte[] content, string digest) => R.SendAsync(HttpMethod.Put, $"{location}?digest={digest}", new ByteArrayContent(content));

    private IEnumerable<string> Files() => Directory.EnumerateFiles(Path.Combine(R.Folder, "registry", "blobs"), "*", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles(Path.Combine(R.Folder, "registry", "uploads")));

    /// <summary>A stream that does not say how long it is.</summary>
    private sealed class Unknown(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
