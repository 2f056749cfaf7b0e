using System.Text;
using Gantry.Registry;
using Gantry.Registry.Decisions;
using Gantry.Resources.Registries;

namespace Gantry.Tests.Registry.Remote;

/// <summary>The client towards registries that are not like ours.</summary>
public sealed class RemoteRegistryTests
{
    private const string Repository = "registry.example.org/team/app";
    private static readonly string Subject = "sha256:" + new string('a', 64);
    private static readonly byte[] Referrer = Encoding.UTF8.GetBytes($$$"""{"schemaVersion":2,"mediaType":"{{{MediaTypes.OciManifest}}}","artifactType":"a/b","config":{"mediaType":"c/d","digest":"sha256:{{{new string('c', 64)}}}","size":2},"subject":{"digest":"{{{Subject}}}"},"annotations":{"x":"y"}}""");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_no_referrers_are_known_the_tagged_list_is_kept_and_read()
    {
        using var other = new OtherRegistry();
        var client = other.Client();
        Assert.Empty(await client.ReferrersAsync(Repository, Subject, Stop));
        var digest = await client.PutManifestAsync(Repository, null, MediaTypes.OciManifest, Referrer, Stop);
        await client.PutManifestAsync(Repository, null, MediaTypes.OciManifest, Referrer, Stop);
        var entry = Assert.Single(other.Read($"/v2/team/app/manifests/{Subject.Replace(':', '-')}")["manifests"]!.AsArray())!;
        Assert.Equal(("a/b", "y", digest), ((string)entry["artifactType"]!, (string)entry["annotations"]!["x"]!, (string)entry["digest"]!));
        Assert.Equal(new ContentDescriptor(MediaTypes.OciManifest, digest, 0) { ArtifactType = "a/b" }, Assert.Single(await client.ReferrersAsync(Repository, Subject, Stop)));
    }

    [Fact]
    public async Task A_token_that_anybody_may_have_is_fetched_once_and_shown_to_the_registry_alone()
    {
        using var other = new OtherRegistry { Token = "t" };
        var client = other.Client();
        var digest = await client.PutBlobAsync(Repository, "a blob"u8.ToArray(), Stop);
        Assert.Equal("a blob"u8.ToArray(), await client.BlobAsync(Repository, digest, 100, Stop));
        Assert.Equal("GET https://auth.example.org/token?scope=repository%3Ateam%2Fapp%3Apull%2Cpush&service=s", Assert.Single(other.Requests, r => r.Contains("auth.", StringComparison.Ordinal)));
        Assert.DoesNotContain(other.Shown, s => s.Host == "auth.example.org" && s.Shown is not null);
    }

    [Fact]
    public async Task What_is_not_what_its_digest_says_is_refused()
    {
        using var other = new OtherRegistry();
        var digest = Digest.Sha256("a blob"u8).Text;
        other.Content[$"/v2/team/app/blobs/{digest}"] = "a blog"u8.ToArray();
        other.Content[$"/v2/team/app/manifests/{digest}"] = "a blog"u8.ToArray();
        Assert.Equal("registry.altered", (await Assert.ThrowsAsync<RegistryException>(() => other.Client().BlobAsync(Repository, digest, 100, Stop))).Problem.Code);
        Assert.Equal("registry.altered", (await Assert.ThrowsAsync<RegistryException>(() => other.Client().ManifestAsync(Repository, digest, Stop))).Problem.Code);
    }

    [Fact]
    public async Task More_than_is_wanted_is_not_taken_in()
    {
        using var other = new OtherRegistry();
        var digest = Digest.Sha256(new byte[101]).Text;
        other.Content[$"/v2/team/app/blobs/{digest}"] = new byte[101];
        await Assert.ThrowsAsync<RegistryException>(() => other.Client().BlobAsync(Repository, digest, 100, Stop));
    }

    [Theory]
    [InlineData("app")]
    [InlineData("registry.example.org/../x")]
    [InlineData("user:password@registry.example.org/app")]
    [InlineData("registry.example.org/App")]
    public async Task A_name_that_is_none_is_refused_before_anything_is_asked(string name)
    {
        using var other = new OtherRegistry();
        await Assert.ThrowsAsync<RegistryException>(() => other.Client().ManifestAsync(name, "v1", Stop));
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1:5055/app", "http://127.0.0.1:5055/v2/app/manifests/v1")]
    [InlineData("localhost:5000/app", "http://localhost:5000/v2/app/manifests/v1")]
    [InlineData("10.0.0.1:5000/app", "https://10.0.0.1:5000/v2/app/manifests/v1")]
    [InlineData("docker.io/nginx", "https://registry-1.docker.io/v2/library/nginx/manifests/v1")]
    public async Task Only_what_is_on_this_machine_is_asked_in_the_clear(string name, string asked)
    {
        using var other = new OtherRegistry();
        Assert.Null(await other.Client().ManifestAsync(name, "v1", Stop));
        Assert.Equal("GET " + asked, Assert.Single(other.Requests));
    }
}
