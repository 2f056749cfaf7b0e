using System.Text;
using System.Text.Json.Nodes;
using Gantry.Registry;
using Gantry.Registry.Decisions;
using Gantry.Resources.Platforms;
using Gantry.Resources.Registries;
using Gantry.Tests.Registry.Harness;
using Gantry.Trust.Decisions.Signatures;
using Gantry.Trust.Signatures;

namespace Gantry.Tests.Trust.Signatures;

/// <summary>Signatures written into a real registry and read from it.</summary>
public sealed class SigningTests : RegistryTest
{
    private readonly HttpClient _http = new();
    private readonly List<PublicKey> _announced = [];

    private string Address => R.Http.BaseAddress!.Authority;
    private string Repository => $"{Address}/team/app";
    private IRegistryClient Client => RegistryModule.Client(_http, GivenLogins.None);
    private PlatformPaths Home => new(R.Folder);

    [Fact]
    public async Task An_image_is_signed_in_both_layouts_and_once()
    {
        var digest = await R.PushImageAsync("team/app", "v1", "one");
        using var key = Key();
        using var signer = new ImageSigner(key, Client);
        Assert.True((await signer.SignAsync(Repository, digest, Stop)).Made);
        Assert.False((await signer.SignAsync(Repository, digest, Stop)).Made);
        var found = await new SignatureCollector(Client).CollectAsync(Repository, digest, Stop);
        Assert.Equal([SignatureLayout.Tag, SignatureLayout.Referrer], found.Select(f => f.Layout));
        var verdict = SignatureCheck.Of(digest, Repository, found, new TrustedKeys([new TrustedKey("platform", Assert.Single(_announced))]), R.Clock.GetUtcNow());
        Assert.Equal(2, verdict.Verified.Count);
    }

    [Fact]
    public async Task What_is_written_has_the_form_that_cosign_writes()
    {
        var digest = await R.PushImageAsync("team/app", "v1", "one");
        using var key = Key();
        using var signer = new ImageSigner(key, Client);
        await signer.SignAsync(Repository, digest, Stop);
        var tagged = await R.JsonAsync($"/v2/team/app/manifests/{digest.Replace(':', '-')}.sig");
        var layer = tagged["layers"]![0]!;
        Assert.Equal("application/vnd.dev.cosign.simplesigning.v1+json", (string)layer["mediaType"]!);
        Assert.NotEmpty((string)layer["annotations"]!["dev.cosignproject.cosign/signature"]!);
        var payload = await R.Http.GetStringAsync($"/v2/team/app/blobs/{(string)layer["digest"]!}", Stop);
        Assert.Equal($$$"""{"critical":{"identity":{"docker-reference":"{{{Repository}}}"},"image":{"docker-manifest-digest":"{{{digest}}}"},"type":"cosign container image signature"},"optional":null}""", payload);
        var config = await R.JsonAsync($"/v2/team/app/blobs/{(string)tagged["config"]!["digest"]!}");
        Assert.Equal((string)layer["digest"]!, (string)config["rootfs"]!["diff_ids"]![0]!);

        var referrers = (await R.JsonAsync($"/v2/team/app/referrers/{digest}"))["manifests"]!.AsArray();
        var referrer = Assert.Single(referrers)!;
        Assert.Equal("application/vnd.dev.sigstore.bundle.v0.3+json", (string)referrer["artifactType"]!);
        Assert.Equal("https://sigstore.dev/cosign/sign/v1", (string)referrer["annotations"]!["dev.sigstore.bundle.predicateType"]!);
        var manifest = await R.JsonAsync($"/v2/team/app/manifests/{(string)referrer["digest"]!}");
        Assert.Equal(digest, (string)manifest["subject"]!["digest"]!);
        var bundle = await R.JsonAsync($"/v2/team/app/blobs/{(string)manifest["layers"]![0]!["digest"]!}");
        Assert.Equal(_announced[0].Hint, (string)bundle["verificationMaterial"]!["publicKey"]!["hint"]!);
        Assert.Equal("application/vnd.in-toto+json", (string)bundle["dsseEnvelope"]!["payloadType"]!);
    }

    [Fact]
    public async Task Signatures_of_others_stay_beside_ours()
    {
        var digest = await R.PushImageAsync("team/app", "v1", "one");
        using var anna = new Signer("anna");
        using var key = Key();
        await TagAsync(digest, anna.Tagged(Repository, digest));
        using var signer = new ImageSigner(key, Client);
        await signer.SignAsync(Repository, digest, Stop);
        var found = await new SignatureCollector(Client).CollectAsync(Repository, digest, Stop);
        var verdict = SignatureCheck.Of(digest, Repository, found, new TrustedKeys([anna.Trusted(), new TrustedKey("platform", _announced[0])], 2), R.Clock.GetUtcNow());
        Assert.True(verdict.IsSigned);
        Assert.Empty(verdict.Refusals);
    }

    [Fact]
    public async Task A_signature_that_is_moved_to_another_image_is_found_there_and_refused()
    {
        var (good, bad) = (await R.PushImageAsync("team/app", "v1", "one"), await R.PushImageAsync("team/app", "v2", "two"));
        using var anna = new Signer("anna");
        await TagAsync(bad, anna.Tagged(Repository, good));
        var found = await new SignatureCollector(Client).CollectAsync(Repository, bad, Stop);
        var verdict = SignatureCheck.Of(bad, Repository, found, new TrustedKeys([anna.Trusted()]), R.Clock.GetUtcNow());
        Assert.Equal(RefusalReason.Replayed, Assert.Single(verdict.Refusals).Reason);
    }

    [Fact]
    public async Task Attestations_of_the_older_layout_are_found()
    {
        var digest = await R.PushImageAsync("team/app", "v1", "one");
        using var anna = new Signer("anna");
        var statement = Encoding.UTF8.GetBytes($$$"""{"_type":"https://in-toto.io/Statement/v0.1","subject":[{"digest":{"sha256":"{{{digest[7..]}}}"}}],"predicateType":"https://example.org/tested","predicate":{}}""");
        var envelope = JsonNode.Parse(anna.BundledRaw(statement).Content.Span)!["dsseEnvelope"]!.ToJsonString();
        await TagAsync(digest, new FoundSignature(SignatureLayout.Attestation, "", Encoding.UTF8.GetBytes(envelope)), ".att", "application/vnd.dsse.envelope.v1+json");
        var found = await new SignatureCollector(Client).CollectAsync(Repository, digest, Stop);
        var verdict = SignatureCheck.Of(digest, Repository, found, new TrustedKeys([anna.Trusted()]), R.Clock.GetUtcNow());
        Assert.Equal("https://example.org/tested", Assert.Single(verdict.Attestations).PredicateType);
        Assert.False(verdict.IsSigned);
    }

    [Fact]
    public async Task What_is_tagged_as_signatures_and_is_none_is_refused_and_not_written_over()
    {
        var digest = await R.PushImageAsync("team/app", "v1", "one");
        await R.PutManifestAsync("team/app", digest.Replace(':', '-') + ".sig", $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[]}""", MediaTypes.OciIndex);
        var found = await new SignatureCollector(Client).CollectAsync(Repository, digest, Stop);
        Assert.Equal(RefusalReason.Unreadable, Assert.Single(found).Unavailable);
        using var key = Key();
        using var signer = new ImageSigner(key, Client);
        Assert.Equal("signature.unreadable", (await Assert.ThrowsAsync<RegistryException>(() => signer.SignAsync(Repository, digest, Stop))).Problem.Code);
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_not_signed()
    {
        using var key = Key();
        using var signer = new ImageSigner(key, Client);
        var refused = await Assert.ThrowsAsync<RegistryException>(() => signer.SignAsync(Repository, "sha256:" + new string('a', 64), Stop));
        Assert.Equal("image.not-found", refused.Problem.Code);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Home.SigningKey)));
    }

    [Fact]
    public async Task The_key_lies_sealed_is_its_owners_and_is_the_same_after_a_restart()
    {
        using var first = Key();
        using var second = Key();
        Assert.Equal(await first.PublicAsync(Stop), await second.PublicAsync(Stop));
        Assert.Single(_announced);
        var text = await File.ReadAllTextAsync(Home.SigningKey, Stop);
        Assert.StartsWith("-----BEGIN GANTRY SEALED KEY-----", text);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Home.SigningKey));
    }

    [Fact]
    public async Task A_key_that_could_not_be_announced_is_announced_the_next_time_before_it_signs()
    {
        using (var broken = new SealedSigningKey(Home, (_, _) => throw new InvalidOperationException()))
            await Assert.ThrowsAsync<InvalidOperationException>(() => broken.PublicAsync(Stop));
        Assert.False(File.Exists(Home.SigningKey));
        using var key = Key();
        Assert.Equal(await key.PublicAsync(Stop), Assert.Single(_announced));
    }

    [Fact]
    public async Task A_key_under_another_seal_is_not_replaced()
    {
        using (var key = Key()) await key.PublicAsync(Stop);
        File.Delete(Home.SealKey);
        using var other = Key();
        Assert.Equal("signing-key.sealed", (await Assert.ThrowsAsync<SigningKeyException>(() => other.PublicAsync(Stop))).Problem.Code);
    }

    private SealedSigningKey Key() => new(Home, (key, _) =>
    {
        _announced.Add(key);
        return Task.CompletedTask;
    });

    /// <summary>Puts a signature where it belongs, or where it does not, as cosign 2 would: without saying whose it is.</summary>
    private async Task TagAsync(string digest, FoundSignature signature, string ending = ".sig", string type = "application/vnd.dev.cosign.simplesigning.v1+json")
    {
        var payload = signature.Content.ToArray();
        await R.PushBlobAsync("team/app", payload);
        var config = TagLayout.Config([TagLayout.DigestOf(payload)]);
        await R.PushBlobAsync("team/app", config);
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["config"] = JsonNode.Parse(RegistryUnderTest.Descriptor("application/vnd.oci.image.config.v1+json", config)),
            ["layers"] = new JsonArray(JsonNode.Parse(RegistryUnderTest.Descriptor(type, payload))),
        };
        manifest["layers"]![0]!["annotations"] = new JsonObject { ["dev.cosignproject.cosign/signature"] = signature.Signature };
        var pushed = await R.PutManifestAsync("team/app", digest.Replace(':', '-') + ending, manifest.ToJsonString());
        Assert.True(pushed.IsSuccessStatusCode, Encoding.UTF8.GetString(await pushed.Content.ReadAsByteArrayAsync(Stop)));
    }
}
