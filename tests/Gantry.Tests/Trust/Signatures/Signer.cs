using System.Security.Cryptography;
using System.Text;
using Gantry.Trust.Decisions.Signatures;

namespace Gantry.Tests.Trust.Signatures;

/// <summary>Somebody with a key who signs whatever a test wants, true or not.</summary>
internal sealed class Signer(string name) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public PublicKey Public => PublicKey.Of(_key);

    public TrustedKey Trusted(DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null) => new(name, Public, notBefore, notAfter);

    public FoundSignature Tagged(string repository, string digest) => TaggedRaw(new SimpleSigning(repository, digest).Write());

    public FoundSignature TaggedRaw(byte[] payload) => new(SignatureLayout.Tag, "the tag", payload) { Signature = Convert.ToBase64String(Sign(payload)) };

    public FoundSignature Bundled(string repository, string digest) => BundledRaw(InTotoStatement.ThatThisIs(repository, digest));

    public FoundSignature BundledRaw(string statement) => BundledRaw(Encoding.UTF8.GetBytes(statement));

    public FoundSignature BundledRaw(byte[] statement, string type = InTotoStatement.PayloadType) =>
        new(SignatureLayout.Referrer, "the bundle", SigstoreBundle.Write(Public.Hint, type, statement, Sign(DsseEnvelope.PreAuthentication(type, statement))));

    public byte[] Sign(byte[] content) => _key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => _key.Dispose();
}
