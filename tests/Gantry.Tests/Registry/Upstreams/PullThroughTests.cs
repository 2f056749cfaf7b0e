using System.Net;
using System.Security.Cryptography;
using Gantry.Registry;
using Gantry.Registry.Decisions;
using Gantry.Resources.Registries;
using Gantry.Tests.Registry.Harness;

namespace Gantry.Tests.Registry.Upstreams;

/// <summary>A registry in front of another: what it does not have it fetches there, once, and keeps.</summary>
public sealed class PullThroughTests : IAsyncLifetime
{
    private readonly RegistryUnderTest _upstream = new(), _r = new();
    private readonly UpstreamLine _line = new();
    private readonly HttpClient _http;

    public PullThroughTests() => _http = new HttpClient(_line);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _upstream.InitializeAsync();
        _r.Through = new PullThroughParts(new One("hub", _upstream.Http.BaseAddress!.Authority), _http, GivenLogins.None);
        await _r.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _r.DisposeAsync();
        await _upstream.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_tag_is_fetched_and_asked_for_again_only_when_it_is_older_than_some_time()
    {
        var first = await _upstream.PushImageAsync("team/app", "v1", "one");
        Assert.Equal(first, await TagAsync());
        Assert.Equal(first, await TagAsync());
        Assert.Single(_line.Requests);
        _r.Clock.Advance(Copies.TagFresh);
        Assert.Equal(first, await TagAsync());
        // Only whether it is another.
        Assert.Equal((1, 1), (_line.Count("HEAD", "manifests/v1"), _line.Count("GET", "manifests/v1")));
        var second = await _upstream.PushImageAsync("team/app", "v1", "two");
        Assert.Equal(first, await TagAsync());
        _r.Clock.Advance(Copies.TagFresh);
        Assert.Equal(second, await TagAsync());
        // What is named by its digest is asked for once.
        var before = _line.Requests.Count;
        foreach (var _ in (int[])[1, 2]) Assert.Equal(HttpStatusCode.OK, (await _r.GetAsync($"/v2/hub/team/app/manifests/{first}")).StatusCode);
        Assert.Equal(before, _line.Requests.Count);
        await RefusedAsync(HttpStatusCode.NotFound, await _r.GetAsync("/v2/hub/team/app/manifests/v9"));
        await RefusedAsync(HttpStatusCode.NotFound, await _r.GetAsync($"/v2/hub/team/app/blobs/{Digest.Sha256("none"u8)}"));
        await RefusedAsync(HttpStatusCode.NotFound, await _r.GetAsync("/v2/other/team/app/manifests/v1"));
    }

    [Fact]
    public async Task A_blob_is_given_out_as_it_comes_to_all_who_ask_and_fetched_once()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        var digest = await _upstream.PushBlobAsync("team/app", content);
        var hold = new TaskCompletionSource();
        _line.Hold = hold.Task;
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/hub/team/app/blobs/{digest}");
        using var first = await _r.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(content.Length, first.Content.Headers.ContentLength);
        await using var body = await first.Content.ReadAsStreamAsync(Stop);
        // Half of it is here while the other half is not even sent.
        var half = new byte[content.Length / 2 - 1];
        await body.ReadExactlyAsync(half, Stop);
        Assert.Equal(content[..half.Length], half);
        var second = _r.Http.GetByteArrayAsync($"/v2/hub/team/app/blobs/{digest}", Stop);
        hold.SetResult();
        Assert.Equal(content, await second);
        var rest = new MemoryStream();
        await body.CopyToAsync(rest, Stop);
        Assert.Equal(content[half.Length..], rest.ToArray());
        Assert.Equal(content, await _r.Http.GetByteArrayAsync($"/v2/hub/team/app/blobs/{digest}", Stop));
        Assert.Equal(1, _line.Count("GET", digest));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_r.Folder, "registry", "uploads")));
    }

    [Fact]
    public async Task Whoever_asked_first_may_go_and_a_part_is_a_part_of_the_whole()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        var digest = await _upstream.PushBlobAsync("team/app", content);
        var hold = new TaskCompletionSource();
        _line.Hold = hold.Task;
        using (var gone = await _r.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/v2/hub/team/app/blobs/{digest}"), HttpCompletionOption.ResponseHeadersRead, Stop))
        {
            Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        }

        var part = _r.GetAsync($"/v2/hub/team/app/blobs/{digest}", ("Range", "bytes=10-19"));
        hold.SetResult();
        Assert.Equal(HttpStatusCode.PartialContent, (await part).StatusCode);
        Assert.Equal(content[10..20], await (await part).Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(1, _line.Count("GET", digest));
        Assert.Equal(content.Length, (await _r.HeadAsync($"/v2/hub/team/app/blobs/{digest}")).Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Of_what_is_not_what_its_digest_says_nobody_gets_all_and_nothing_is_kept()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        var digest = await _upstream.PushBlobAsync("team/app", content);
        _line.Alters = true;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _r.Http.GetByteArrayAsync($"/v2/hub/team/app/blobs/{digest}", Stop));
        await RefusedAsync(HttpStatusCode.ServiceUnavailable, await _r.GetAsync($"/v2/hub/team/app/blobs/{digest}", ("Range", "bytes=0-9")));
        _line.Alters = false;
        Assert.Equal(content, await _r.Http.GetByteArrayAsync($"/v2/hub/team/app/blobs/{digest}", Stop));
    }

    [Fact]
    public async Task While_the_upstream_is_away_what_is_kept_is_given_out_with_a_warning_also_by_the_next_process()
    {
        var digest = await _upstream.PushImageAsync("team/app", "v1", "one");
        await TagAsync();
        _line.IsCut = true;
        _r.Clock.Advance(Copies.TagFresh);
        var stale = await _r.GetAsync("/v2/hub/team/app/manifests/v1");
        Assert.Equal((HttpStatusCode.OK, digest), (stale.StatusCode, stale.Headers.GetValues("Docker-Content-Digest").Single()));
        Assert.Contains("111 ", stale.Headers.GetValues("Warning").Single(), StringComparison.Ordinal);
        Assert.False((await _r.GetAsync($"/v2/hub/team/app/manifests/{digest}")).Headers.Contains("Warning"));
        await RefusedAsync(HttpStatusCode.ServiceUnavailable, await _r.GetAsync("/v2/hub/team/app/manifests/v2"));
        await _r.RestartAsync();
        Assert.True((await _r.GetAsync("/v2/hub/team/app/manifests/v1")).Headers.Contains("Warning"));
        _line.IsCut = false;
        Assert.False((await _r.GetAsync("/v2/hub/team/app/manifests/v1")).Headers.Contains("Warning"));
    }

    [Fact]
    public async Task What_is_a_copy_is_not_pushed_to()
    {
        await RefusedAsync(HttpStatusCode.Forbidden, await _r.SendAsync(HttpMethod.Post, "/v2/hub/team/app/blobs/uploads/"));
        await RefusedAsync(HttpStatusCode.Forbidden, await _r.PutManifestAsync("hub/team/app", "v1", "{}"));
    }

    [Fact]
    public async Task What_refers_to_an_image_is_what_the_upstream_says()
    {
        var image = await _upstream.PushImageAsync("team/app", "v1", "one");
        var about = await _upstream.PushImageAsync("team/app", null, "two", $$""","artifactType":"a/b","subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{image}}","size":1}""");
        var list = await _r.JsonAsync($"/v2/hub/team/app/referrers/{image}");
        Assert.Equal((about, "a/b"), ((string)list["manifests"]![0]!["digest"]!, (string)list["manifests"]![0]!["artifactType"]!));
    }

    [Fact]
    public async Task What_nobody_pulls_is_freed_after_a_time_and_what_runs_is_not()
    {
        var used = await PulledAsync("used", "one");
        var running = await PulledAsync("running", "two");
        var unused = await PulledAsync("unused", "three");
        _r.Deployed.Digests[running] = "production/shop.1 (web)";
        _r.Clock.Advance(Copies.Unused - TimeSpan.FromHours(2));
        await CollectAsync();
        Assert.All((string[])[used, running, unused], d => Assert.True(_r.Registry.Intake.Holds("hub/team/app", d)));
        await PulledAsync("used", "one");
        await _r.RestartAsync();
        _r.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Contains(_r.Registry.Collector.Explain(TimeSpan.Zero), l => l.Digest == used && l.Because == "it is a copy that was used not long ago");
        await CollectAsync();
        _line.IsCut = true;
        Assert.Equal([true, true, false], ((string[])[used, running, unused]).Select(d => _r.Registry.Intake.Holds("hub/team/app", d)));
        Assert.Equal(4, Directory.EnumerateFiles(Path.Combine(_r.Folder, "registry", "blobs"), "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task What_comes_from_nowhere_any_more_is_called_by_no_tag()
    {
        await PulledAsync("v1", "one");
        await _r.Registry.UntagAsync("hub");
        _line.IsCut = true;
        await RefusedAsync(HttpStatusCode.ServiceUnavailable, await _r.GetAsync("/v2/hub/team/app/manifests/v1"));
    }

    /// <summary>With all that it refers to, as a client pulls.</summary>
    private async Task<string> PulledAsync(string tag, string content)
    {
        var digest = await _upstream.PushImageAsync("team/app", tag, content);
        var manifest = await _r.JsonAsync($"/v2/hub/team/app/manifests/{tag}");
        foreach (var part in manifest["layers"]!.AsArray().Append(manifest["config"])) await _r.Http.GetByteArrayAsync($"/v2/hub/team/app/blobs/{(string)part!["digest"]!}", Stop);
        return digest;
    }

    private async Task CollectAsync()
    {
        for (var n = 0; n < 3; n++)
        {
            await foreach (var _ in _r.Registry.Collector.CollectAsync(TimeSpan.Zero, Stop))
            {
                // Each is told of.
            }
        }
    }

    private async Task<string> TagAsync()
    {
        var answer = await _r.GetAsync("/v2/hub/team/app/manifests/v1");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Warning"));
        return answer.Headers.GetValues("Docker-Content-Digest").Single();
    }

    private static async Task RefusedAsync(HttpStatusCode status, HttpResponseMessage answer) =>
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Stop)}");

    private sealed class One(string name, string source) : IUpstreams
    {
        public string? Find(string wanted) => wanted == name ? source : null;
    }
}
