using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Signing;

/// <summary>Images in the platform's registry, signed by the platform and by openssl, judged by the commands that people use.</summary>
[Collection(SideBySide.Right)]
public sealed class SignatureTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    private const int NotSigned = 2;

    private string Folder => Directory.CreateDirectory(Platform.Beside("keys")).FullName;

    [Fact]
    public async Task What_the_platform_signs_openssl_verifies_in_both_layouts_and_its_key_is_nowhere_to_be_seen()
    {
        using var repository = new SignedRepository(Platform.Registry, "sign/ours");
        var digest = await repository.ImageAsync("v1", "ours");
        (await Platform.GantryAsync("verify", "sign/ours:v1")).Expect(NotSigned).Says("not signed", "gantry sign");
        (await Platform.GantryAsync("sign", "sign/ours:v1")).Expect(0).Says(digest, "is signed");
        (await Platform.GantryAsync("sign", $"{repository.Name}@{digest}")).Expect(0).Says("was signed already");
        var verdict = (await Platform.GantryAsync("verify", "sign/ours:v1", "--json")).Expect(0).Json;
        Assert.Equal(["cosign-v2", "cosign-v3"], verdict["signatures"]!.AsArray().Select(s => (string)s!["layout"]!));

        var key = Path.Combine(Folder, "platform.pub");
        await File.WriteAllTextAsync(key, (await Platform.GantryAsync("trust", "key", "show")).Expect(0).Out, TestContext.Current.CancellationToken);
        var layer = (await repository.JsonAsync($"manifests/{digest.Replace(':', '-')}.sig"))["layers"]![0]!;
        Assert.True(await OpensslSigner.VerifiesAsync(Folder, key, await repository.BytesAsync($"blobs/{(string)layer["digest"]!}"), Bytes(layer["annotations"]!["dev.cosignproject.cosign/signature"]!)));
        var referrer = (await repository.JsonAsync($"referrers/{digest}"))["manifests"]![0]!;
        var bundle = await repository.JsonAsync($"blobs/{(string)(await repository.JsonAsync($"manifests/{(string)referrer["digest"]!}"))["layers"]![0]!["digest"]!}");
        var payload = Bytes(bundle["dsseEnvelope"]!["payload"]!);
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DSSEv1 28 application/vnd.in-toto+json {payload.Length} ")), .. payload];
        Assert.True(await OpensslSigner.VerifiesAsync(Folder, key, signed, Bytes(bundle["dsseEnvelope"]!["signatures"]![0]!["sig"]!)));

        var file = Path.Combine(Platform.Home, "trust", "signing.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain("PRIVATE KEY", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signatures_of_others_count_when_their_key_is_trusted_and_each_that_does_not_says_why()
    {
        using var repository = new SignedRepository(Platform.Registry, "sign/others");
        using var elsewhere = new SignedRepository(Platform.Registry, "sign/elsewhere");
        var (good, other, away) = (await repository.ImageAsync("good", "one"), await repository.ImageAsync("other", "two"), await elsewhere.ImageAsync("v1", "three"));
        var ci = await OpensslSigner.MakeAsync(Folder, "ci");
        var payload = OpensslSigner.Payload(repository.Name, good);
        var (signature, bundle) = (await ci.SignAsync(payload), await ci.BundleAsync(good));
        await repository.TagAsync(good, payload, signature);
        await repository.ReferAsync(good, bundle);

        await CodesAsync("sign/others:good", "signature.unknown-key", "signature.unknown-key");
        (await Platform.GantryAsync("verify", "sign/others:good", "--key", ci.Public)).Expect(0).Says("cosign-v2", "cosign-v3", "is signed");
        (await Platform.GantryAsync("trust", "key", "add", "ci", ci.Public)).Expect(0).Says("without an end");
        (await Platform.GantryAsync("verify", "sign/others:good")).Expect(0).Says("verified: ci, cosign-v2", "verified: ci, cosign-v3");
        (await Platform.GantryAsync("verify", "sign/others:good", "--threshold", "2")).Expect(NotSigned).Says("1 of the 2 keys");

        // Replayed, moved, altered.
        await repository.TagAsync(other, payload, signature);
        await repository.ReferAsync(other, bundle);
        await CodesAsync("sign/others:other", "signature.replayed", "signature.other-image");
        await elsewhere.TagAsync(away, payload, signature);
        await CodesAsync("sign/elsewhere:v1", "signature.other-image");
        await repository.TagAsync(other, OpensslSigner.Payload(repository.Name, other), signature);
        await repository.ReferAsync(other, bundle.Replace("\"sig\":\"ME", "\"sig\":\"MA", StringComparison.Ordinal));
        await CodesAsync("sign/others:other", "signature.unknown-key", "signature.altered", "signature.other-image");

        // Retired: what was seen stays good, what comes now does not count.
        var retired = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        (await Platform.GantryAsync("trust", "key", "add", "ci", ci.Public, "--not-after", retired)).Expect(0).Says("only what was seen before counts");
        (await Platform.GantryAsync("verify", "sign/others:good")).Expect(0);
        var late = OpensslSigner.Payload(repository.Name, other);
        await repository.TagAsync(other, late, await ci.SignAsync(late));
        Assert.Contains("signature.key-expired", await CodesAsync("sign/others:other"));
        (await Platform.GantryAsync("trust", "key", "add", "ci", ci.Public, "--not-before", "2999-01-01")).Expect(0);
        Assert.Contains("signature.key-not-yet-valid", await CodesAsync("sign/others:other"));
        (await Platform.GantryAsync("trust", "key", "remove", "ci")).Expect(0);
        (await Platform.GantryAsync("verify", "sign/others:good")).Expect(NotSigned);
        (await Platform.GantryAsync("trust", "key", "remove", "ci")).Expect(1).Says("No key of this name");
    }

    [Fact]
    public async Task Key_files_that_are_none_are_refused()
    {
        var ci = await OpensslSigner.MakeAsync(Folder, "wrong");
        (await Platform.GantryAsync("trust", "key", "add", "wrong", Path.ChangeExtension(ci.Public, ".key"))).Expect(1).Says("private key");
        (await Platform.GantryAsync("trust", "key", "add", "Wrong!", ci.Public)).Expect(1).Says("lower-case letters");
        (await Platform.GantryAsync("trust", "key", "add", "wrong", ci.Public, "--not-after", "soon")).Expect(1).Says("soon is none");
        (await Platform.GantryAsync("trust", "key", "add", "wrong", "/nowhere.pub")).Expect(1).Says("cannot be read");
    }

    /// <summary>Those of the refusals, in order; that the image does not count as signed is part of it.</summary>
    private async Task<List<string>> CodesAsync(string image, params string[] expected)
    {
        var codes = (await Platform.GantryAsync("verify", image, "--json")).Expect(NotSigned).Json["refused"]!.AsArray().Select(r => (string)r!["problem"]!["code"]!).ToList();
        if (expected.Length > 0) Assert.Equal(expected.Order(), codes.Order());
        return codes;
    }

    private static byte[] Bytes(JsonNode text) => Convert.FromBase64String((string)text!);
}
