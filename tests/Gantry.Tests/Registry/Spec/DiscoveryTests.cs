using System.Net;
using System.Text;
using Gantry.Registry;
using Gantry.Registry.Decisions;
using Gantry.Tests.Registry.Harness;

namespace Gantry.Tests.Registry.Spec;

/// <summary>distribution-spec 1.1, "Content Discovery".</summary>
public sealed class DiscoveryTests : RegistryTest
{
    private static readonly string[] Tags = ["B", "a", "b1", "b10", "b2"];

    [Fact]
    public async Task Listing_tags__they_are_in_the_order_of_their_bytes()
    {
        await TagAsync();
        var listed = await R.JsonAsync("/v2/a/tags/list");
        Assert.Equal("a", (string)listed["name"]!);
        Assert.Equal(Tags, listed["tags"]!.AsArray().Select(t => (string)t!));
    }

    [Fact]
    public async Task Listing_tags__n_bounds_a_page_and_the_link_leads_through_all()
    {
        await TagAsync();
        var seen = new List<string>();
        var path = "/v2/a/tags/list?n=2";
        while (path.Length > 0)
        {
            var answer = await R.GetAsync(path);
            var page = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["tags"]!.AsArray();
            Assert.True(page.Count <= 2);
            seen.AddRange(page.Select(t => (string)t!));
            var link = Header(answer, "Link");
            Assert.True(link.Length == 0 || link.EndsWith(">; rel=\"next\"", StringComparison.Ordinal));
            path = link.Length == 0 ? "" : link[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal(Tags, seen);
    }

    [Fact]
    public async Task Listing_tags__n_of_0_is_an_empty_list_without_a_link_and_last_is_left_out()
    {
        await TagAsync();
        var none = await R.GetAsync("/v2/a/tags/list?n=0");
        Assert.Empty(System.Text.Json.Nodes.JsonNode.Parse(await none.Content.ReadAsStringAsync(Stop))!["tags"]!.AsArray());
        Assert.Equal("", Header(none, "Link"));
        Assert.Equal(["b10", "b2"], (await R.JsonAsync("/v2/a/tags/list?last=b1"))["tags"]!.AsArray().Select(t => (string)t!));
        Assert.Equal(HttpStatusCode.BadRequest, (await R.GetAsync("/v2/a/tags/list?n=-1")).StatusCode);
    }

    [Fact]
    public async Task Listing_tags__of_a_repository_that_is_not_there_is_404() => await RefusedAsync(HttpStatusCode.NotFound, "NAME_UNKNOWN", await R.GetAsync("/v2/none/tags/list"));

    [Fact]
    public async Task Catalog__lists_repositories_page_by_page()
    {
        foreach (var name in (string[])["c", "a", "b/x"]) await R.PushImageAsync(name, "v1", "x");
        Assert.Equal(["a", "b/x"], (await R.JsonAsync("/v2/_catalog?n=2"))["repositories"]!.AsArray().Select(t => (string)t!));
        Assert.Equal(["c"], (await R.JsonAsync("/v2/_catalog?n=2&last=b/x"))["repositories"]!.AsArray().Select(t => (string)t!));
    }

    [Fact]
    public async Task Listing_referrers__is_an_index_with_200_also_when_there_are_none()
    {
        var answer = await R.GetAsync($"/v2/none/referrers/{Digest.Sha256("?"u8)}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(MediaTypes.OciIndex, answer.Content.Headers.ContentType!.MediaType);
        var index = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal(2, (int)index["schemaVersion"]!);
        Assert.Equal(MediaTypes.OciIndex, (string)index["mediaType"]!);
        Assert.Empty(index["manifests"]!.AsArray());
    }

    [Fact]
    public async Task Listing_referrers__what_is_no_digest_is_400() => await RefusedAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID", await R.GetAsync("/v2/a/referrers/latest"));

    [Fact]
    public async Task Listing_referrers__the_artifact_type_is_the_manifest_s_own_or_else_its_config_s_and_annotations_are_there()
    {
        var subject = await R.PushImageAsync("a", "v1", "app");
        var more = $$""","subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{subject}}","size":1}""";
        var own = await R.PushImageAsync("a", null, "own", more + ""","artifactType":"application/vnd.dev.sigstore.bundle.v0.3+json","annotations":{"k":"v"}""");
        var config = await R.PushImageAsync("a", null, "config", more);
        var listed = (await R.JsonAsync($"/v2/a/referrers/{subject}"))["manifests"]!.AsArray().ToDictionary(d => (string)d!["digest"]!, d => d!);
        Assert.Equal(2, listed.Count);
        Assert.Equal("application/vnd.dev.sigstore.bundle.v0.3+json", (string)listed[own]["artifactType"]!);
        Assert.Equal("v", (string)listed[own]["annotations"]!["k"]!);
        Assert.Equal("application/vnd.oci.image.config.v1+json", (string)listed[config]["artifactType"]!);
        Assert.Equal(MediaTypes.OciManifest, (string)listed[own]["mediaType"]!);
        Assert.Equal((await R.GetAsync($"/v2/a/manifests/{own}")).Content.Headers.ContentLength, (long)listed[own]["size"]!);
    }

    [Fact]
    public async Task Listing_referrers__an_index_without_an_artifact_type_has_none()
    {
        var subject = await R.PushImageAsync("a", "v1", "app");
        var index = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[],"subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{subject}}","size":1} }""";
        await R.PutManifestAsync("a", RegistryUnderTest.Of(index), index, MediaTypes.OciIndex);
        Assert.Null(Assert.Single((await R.JsonAsync($"/v2/a/referrers/{subject}"))["manifests"]!.AsArray())!["artifactType"]);
    }

    [Fact]
    public async Task Listing_referrers__a_filter_that_is_applied_is_named()
    {
        var subject = await R.PushImageAsync("a", "v1", "app");
        var more = $$""","subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{subject}}","size":1}""";
        var wanted = await R.PushImageAsync("a", null, "1", more + ""","artifactType":"a/b+json" """);
        await R.PushImageAsync("a", null, "2", more + ""","artifactType":"c/d" """);
        var answer = await R.GetAsync($"/v2/a/referrers/{subject}?artifactType=a%2Fb%2Bjson");
        Assert.Equal("artifactType", Header(answer, "OCI-Filters-Applied"));
        Assert.Equal(wanted, (string)Assert.Single(System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["manifests"]!.AsArray())!["digest"]!);
        Assert.Equal("", Header(await R.GetAsync($"/v2/a/referrers/{subject}"), "OCI-Filters-Applied"));
    }

    private async Task TagAsync()
    {
        foreach (var tag in Tags.Reverse()) await R.PushImageAsync("a", tag, "x");
    }
}
