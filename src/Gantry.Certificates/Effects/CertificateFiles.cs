using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Certificates.Acme;
using Gantry.Resources;
using Gantry.Resources.Certificates;
using Gantry.Resources.Platforms;

namespace Gantry.Certificates.Effects;

/// <summary>What was obtained, where the edge takes it from; and the keys of orders that are under way.</summary>
internal sealed class CertificateFiles(PlatformPaths place)
{
    private readonly ConcurrentDictionary<string, (DateTime Written, DateTimeOffset NotBefore, DateTimeOffset NotAfter)> _seen = new(StringComparer.Ordinal);

    /// <summary>When the certificate of a host begins and ends; null: there is none, or none that the edge could use.</summary>
    public (DateTimeOffset NotBefore, DateTimeOffset NotAfter)? InPlace(string host)
    {
        var file = IssuedFolder.FileOf(place.Issued, host);
        var written = File.GetLastWriteTimeUtc(file);
        // Read again only when it is another one: it is asked for every few seconds.
        if (_seen.TryGetValue(host, out var known) && known.Written == written && File.Exists(place.SealKey)) return (known.NotBefore, known.NotAfter);
        _seen.TryRemove(host, out _);
        if (!File.Exists(file) || IssuedFolder.Read(file, place.SealKey, out _) is not { } certificate) return null;
        using var leaf = certificate.Leaf;
        if (!certificate.Names.Contains(host, StringComparer.OrdinalIgnoreCase)) return null;
        var (begins, ends) = ((DateTimeOffset)leaf.NotBefore, (DateTimeOffset)leaf.NotAfter);
        _seen[host] = (written, begins, ends);
        return (begins, ends);
    }

    /// <summary>What the authority is to sign (RFC 8555, 7.4). The key is made where there is none yet, so that asking twice is asking once.</summary>
    /// <exception cref="AuthorityException">The key cannot be kept.</exception>
    public byte[] Request(string host)
    {
        using var key = KeyFile.Ensure(KeyOf(host), place.SealKey, IssuedFolder.PurposeOf(host));
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }

    /// <summary>Puts a chain in its place, with the key of the order.</summary>
    /// <returns>When it begins and ends.</returns>
    /// <exception cref="AuthorityException">It is not what was asked for, or cannot be written.</exception>
    public (DateTimeOffset NotBefore, DateTimeOffset NotAfter) Install(string host, string chain)
    {
        try
        {
            using var key = KeyFile.Ensure(KeyOf(host), place.SealKey, IssuedFolder.PurposeOf(host));
            var all = new X509Certificate2Collection();
            all.ImportFromPem(chain);
            var isOurs = all.Count > 0 && all[0].PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()) && all[0].MatchesHostname(host, allowWildcards: false, allowCommonName: false);
            if (!isOurs) throw new AuthorityException(Other(host), AuthorityFailure.Refused);
            var file = IssuedFolder.FileOf(place.Issued, host);
            var seal = Seal.Ensure(place.SealKey, out var problem) ?? throw new AuthorityException(problem!, AuthorityFailure.Away);
            // What was sent beside the certificates is not kept.
            OwnFile.Write(file, IssuedFolder.Write(all.ExportCertificatePems(), KeyFile.Closed(key, seal, IssuedFolder.PurposeOf(host))));
            return (all[0].NotBefore, all[0].NotAfter);
        }
        catch (CryptographicException)
        {
            throw new AuthorityException(Other(host), AuthorityFailure.Refused);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityException(new Problem(host, "acme.key", $"The certificate cannot be kept: {error.Message}", "Make room, or let the user of the platform write there."), AuthorityFailure.Away);
        }
    }

    /// <summary>The next order has a key of its own.</summary>
    public void Forget(string host)
    {
        if (File.Exists(KeyOf(host))) File.Delete(KeyOf(host));
    }

    private string KeyOf(string host) => Path.Combine(place.Acme, "orders", host + ".pem");

    private static Problem Other(string host) =>
        new(host, "acme.other-certificate", "The authority gave a certificate that is not for the key and the host that were asked for.", "See whether the authority has trouble; another order is made after a while.");
}
