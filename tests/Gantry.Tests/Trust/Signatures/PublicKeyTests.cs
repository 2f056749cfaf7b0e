using System.Security.Cryptography;
using Gantry.Trust.Decisions.Signatures;

namespace Gantry.Tests.Trust.Signatures;

public sealed class PublicKeyTests
{
    [Fact]
    public void A_key_is_known_by_the_hash_of_its_information()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var read = PublicKey.Read("cosign.pub", "some words\n" + key.ExportSubjectPublicKeyInfoPem()).Require();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())), read.Fingerprint);
        Assert.Equal(read, PublicKey.Read("x", read.Pem).Require());
    }

    [Fact]
    public void Other_keys_are_refused_with_what_is_wrong()
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refused("another curve", larger.ExportSubjectPublicKeyInfoPem());
        Refused("no ECDSA key", rsa.ExportSubjectPublicKeyInfoPem());
        Refused("private key", own.ExportPkcs8PrivateKeyPem());
        Refused("no PEM block", "hello");
        Refused("no ECDSA key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        Refused("too long", new string('x', 100_000));
    }

    [Fact]
    public void A_private_key_is_not_repeated()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = own.ExportPkcs8PrivateKeyPem();
        Assert.DoesNotContain(pem.Split('\n')[1], PublicKey.Read("x", pem).Problem!.ToString());
    }

    private static void Refused(string why, string text)
    {
        var problem = PublicKey.Read("the.file", text).Problem!;
        Assert.Equal(("the.file", "key.unreadable"), (problem.Place, problem.Code));
        Assert.Contains(why, problem.Message);
    }
}
