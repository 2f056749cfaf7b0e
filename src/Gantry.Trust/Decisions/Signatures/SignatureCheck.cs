using System.Security.Cryptography;
using System.Text;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>Judges what was found beside an image: which keys have signed this image, and why the rest does not count.</summary>
public static class SignatureCheck
{
    /// <summary>More signatures of one image than anybody makes. What is beyond is said, not passed over.</summary>
    public const int MostSignatures = 128;

    /// <param name="digest">Of the image's manifest or index.</param>
    /// <param name="repository">Where it is checked, with the registry's address: <c>127.0.0.1:5055/team/app</c>.</param>
    /// <param name="at">Now: when what was never seen before is first seen.</param>
    /// <param name="seen">When signatures were first seen and verified, by their id. A signature says of no time that can be trusted when it was made.</param>
    public static SignatureVerdict Of(string digest, string repository, IReadOnlyList<FoundSignature> signatures, TrustedKeys trusted, DateTimeOffset at,
        IReadOnlyDictionary<string, DateTimeOffset>? seen = null)
    {
        var judging = new Judging(digest, RepositoryName.Canonical(repository), trusted, at, id => seen is not null && seen.TryGetValue(id, out var first) ? first : at);
        foreach (var found in signatures.Take(MostSignatures)) judging.Look(found);
        if (signatures.Count > MostSignatures) judging.Refuse(RefusalReason.TooLarge, signatures[MostSignatures].Place, null, $"There are {signatures.Count} signatures, of which {MostSignatures} were looked at.");
        return new SignatureVerdict
        {
            Repository = repository,
            Digest = digest,
            Threshold = trusted.Threshold,
            Verified = judging.Verified,
            Refusals = judging.Refusals,
            Attestations = judging.Attestations,
        };
    }

    /// <summary>Of a key's signature of an image in a repository, in whichever layout: both say the same.</summary>
    public static string IdOf(string repository, string digest, PublicKey key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{RepositoryName.Canonical(repository)}@{digest} {key.Fingerprint}")));

    private sealed class Judging(string digest, string repository, TrustedKeys trusted, DateTimeOffset at, Func<string, DateTimeOffset> firstSeen)
    {
        private readonly List<VerifiedSignature> _verified = [];
        private readonly List<SignatureRefusal> _refusals = [];
        private readonly List<Attestation> _attestations = [];

        public IReadOnlyList<VerifiedSignature> Verified => _verified;
        public IReadOnlyList<SignatureRefusal> Refusals => _refusals;
        public IReadOnlyList<Attestation> Attestations => _attestations;

        public void Look(FoundSignature found)
        {
            if (found.Unavailable is { } reason)
            {
                Refuse(reason, found.Place, null, reason switch
                {
                    RefusalReason.TooLarge => "It is larger than any signature is.",
                    RefusalReason.Altered => "What the registry gives is not what its digest says.",
                    _ => "It is no manifest of signatures, or what it names is not there.",
                });
            }
            else if (found.Layout == SignatureLayout.Tag) LookAtPayload(found);
            else if (found.Layout == SignatureLayout.Attestation) LookAtAttestation(found);
            else LookAtBundle(found);
        }

        public void Refuse(RefusalReason reason, string place, TrustedKey? key, string message) =>
            _refusals.Add(new SignatureRefusal(reason, key?.Name, RefusalText.Of(reason, place, message, $"{repository}@{digest}")));

        private void LookAtPayload(FoundSignature found)
        {
            if (StrictJson.Base64(found.Signature) is not { } signature)
            {
                Refuse(RefusalReason.Unreadable, found.Place, null, "The layer carries no signature in base64.");
                return;
            }

            if (SignerOf(found, found.ClaimedKey, found.Content.Span, [signature], found.HasCertificate) is not { Count: > 0 } keys) return;
            if (SimpleSigning.Read(found.Content) is not { } payload) Refuse(RefusalReason.Unreadable, found.Place, keys[0], "What was signed is no statement about an image.");
            else Judge(found, keys, payload.Digest, payload.Repository);
        }

        private void LookAtBundle(FoundSignature found)
        {
            var (bundle, reason) = SigstoreBundle.Read(found.Content);
            if (bundle is null)
            {
                Refuse(reason, found.Place, null, reason switch
                {
                    RefusalReason.Keyless => Keyless,
                    RefusalReason.UnknownFormat => "It is a bundle of another version or kind than is understood (0.3, with an envelope).",
                    _ => "It is no sigstore bundle, or a broken one.",
                });
                return;
            }

            var claimed = bundle.Hint is { } hint && StrictJson.Base64(hint) is { Length: 32 } hash ? Convert.ToHexStringLower(hash) : null;
            LookAtEnvelope(found, claimed, bundle.Envelope);
        }

        private void LookAtAttestation(FoundSignature found)
        {
            if (StrictJson.Object(found.Content) is { } json && DsseEnvelope.Read(json) is { } envelope) LookAtEnvelope(found, null, envelope);
            else Refuse(RefusalReason.Unreadable, found.Place, null, "It is no envelope of a signed statement.");
        }

        private void LookAtEnvelope(FoundSignature found, string? claimed, DsseEnvelope envelope)
        {
            if (SignerOf(found, claimed, envelope.Signed, envelope.Signatures, found.HasCertificate) is not { Count: > 0 } keys) return;
            if (envelope.PayloadType != InTotoStatement.PayloadType || InTotoStatement.Read(envelope.Payload) is not { } statement)
            {
                Refuse(RefusalReason.Unreadable, found.Place, keys[0], "What was signed is no in-toto statement.");
                return;
            }

            var subject = statement.Subjects.FirstOrDefault(s => s.Digest == digest, statement.Subjects[0]);
            if (statement.PredicateType == InTotoStatement.CosignSign) Judge(found, keys, subject.Digest, subject.Name);
            else if (subject.Digest == digest) _attestations.AddRange(keys.Where(k => k.IsValidAt(at)).Select(k => new Attestation(k, found.Place, statement.PredicateType, statement.Predicate)));
        }

        /// <summary>The trusted keys that made it: several where one key has several names or an envelope several signatures. Says why when there are none.</summary>
        private List<TrustedKey> SignerOf(FoundSignature found, string? claimed, ReadOnlySpan<byte> signed, IReadOnlyList<byte[]> signatures, bool certificate)
        {
            var keys = new List<TrustedKey>();
            foreach (var key in trusted.Keys)
            {
                foreach (var signature in signatures)
                {
                    if (!key.Key.Verifies(signed, signature)) continue;
                    keys.Add(key);
                    break;
                }
            }

            if (keys.Count > 0) return keys;
            var supposed = trusted.Keys.FirstOrDefault(k => k.Key.Fingerprint == claimed);
            if (supposed is not null) Refuse(RefusalReason.Altered, found.Place, supposed, $"It is said to be of the key {supposed.Name}, whose signature does not fit: what was signed, or the signature, was altered.");
            else if (certificate) Refuse(RefusalReason.Keyless, found.Place, null, Keyless);
            else if (claimed is not null) Refuse(RefusalReason.UnknownKey, found.Place, null, $"It is of the key {claimed}, which is not trusted.");
            else Refuse(RefusalReason.UnknownKey, found.Place, null, trusted.Keys.Count == 0 ? "No key is trusted." : "None of the trusted keys made it, or what they signed was altered since.");
            return keys;
        }

        private const string Keyless = "It was made with a certificate instead of a key, which cannot be judged without asking others.";

        private void Judge(FoundSignature found, List<TrustedKey> keys, string signed, string name)
        {
            var where = RepositoryName.Canonical(name);
            foreach (var key in keys)
            {
                if (signed != digest && where == repository) Refuse(RefusalReason.Replayed, found.Place, key, $"{key.Name} signed {signed}, another image of this repository: an older signature, put to this image.");
                else if (signed != digest) Refuse(RefusalReason.OtherImage, found.Place, key, $"{key.Name} signed {(where.Length > 0 ? where + "@" : "")}{signed}, and not this image: the signature was moved here.");
                else if (where.Length > 0 && where != repository) Refuse(RefusalReason.OtherRepository, found.Place, key, $"{key.Name} signed this image as {where}, and not as {repository}.");
                else Time(found, key);
            }
        }

        private void Time(FoundSignature found, TrustedKey key)
        {
            var id = IdOf(repository, digest, key.Key);
            var first = firstSeen(id);
            if (key.BeginsAfter(first)) Refuse(RefusalReason.KeyNotYetValid, found.Place, key, $"It was first seen at {first:u}; the key {key.Name} counts from {key.NotBefore:u} on.");
            else if (key.EndedBy(first)) Refuse(RefusalReason.KeyExpired, found.Place, key, $"It was first seen at {first:u}; the key {key.Name} counted until {key.NotAfter:u}.");
            else _verified.Add(new VerifiedSignature(key, found.Layout, found.Place, id, first));
        }
    }
}
