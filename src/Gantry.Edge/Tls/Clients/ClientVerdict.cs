using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Resources.Certificates;

namespace Gantry.Edge.Tls.Clients;

/// <summary>Why the certificate of a client does not count.</summary>
internal enum ClientFault { None, Expired, NotYetValid, Unknown, Purpose, Signature, Weak, Other }

/// <summary>Whether the certificate of a client counts. The same for handshakes on loops and in the doorway.</summary>
internal static class ClientVerdict
{
    /// <summary>It goes on as a header, which has to have room in the head of a request.</summary>
    public const int LongestLeaf = 8 * 1024;

    /// <summary>More than that nobody has between a client and its root.</summary>
    public const int LongestChain = 8;

    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const int ShortestRsa = 2048;

    /// <summary>MD5 and SHA-1, with RSA and ECDSA.</summary>
    private static readonly HashSet<string> Broken = ["1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1", "1.3.14.3.2.29"];

    /// <param name="others">What the client sent besides.</param>
    public static ClientFault Of(X509Certificate2 leaf, X509Certificate2Collection others, AuthorityBundle? bundle, DateTimeOffset now)
    {
        if (bundle is null) return ClientFault.Unknown;
        if (leaf.RawDataMemory.Length > LongestLeaf || others.Count > LongestChain) return ClientFault.Other;
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(bundle.Roots);
        policy.ExtraStore.AddRange(bundle.Between);
        policy.ExtraStore.AddRange(others);
        policy.ApplicationPolicy.Add(new Oid(ForClients));
        // A handshake asks nobody: no lists of what was revoked, and nothing that is missing of a chain.
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.LocalDateTime;
        policy.VerificationTimeIgnored = false;
        var counts = chain.Build(leaf);
        try
        {
            if (!counts) return Fault(chain, now);
            // The root's own signature proves nothing, so it does not matter how it was made.
            return chain.ChainElements.SkipLast(1).Any(element => IsWeak(element.Certificate)) ? ClientFault.Weak : ClientFault.None;
        }
        finally
        {
            foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        }
    }

    private static ClientFault Fault(X509Chain chain, DateTimeOffset now)
    {
        var found = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (found.HasFlag(X509ChainStatusFlags.NotSignatureValid)) return ClientFault.Signature;
        if ((found & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0) return ClientFault.Unknown;
        if (found.HasFlag(X509ChainStatusFlags.NotTimeValid)) return chain.ChainElements.Any(element => element.Certificate.NotBefore > now) ? ClientFault.NotYetValid : ClientFault.Expired;
        return found.HasFlag(X509ChainStatusFlags.NotValidForUsage) ? ClientFault.Purpose : ClientFault.Other;
    }

    private static bool IsWeak(X509Certificate2 certificate)
    {
        if (certificate.SignatureAlgorithm.Value is { } signed && Broken.Contains(signed)) return true;
        using var rsa = certificate.GetRSAPublicKey();
        return rsa is { KeySize: < ShortestRsa };
    }
}
