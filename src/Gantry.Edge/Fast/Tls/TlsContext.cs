using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Resources.Certificates;

namespace Gantry.Edge.Fast.Tls;

/// <summary>What sessions are made from: the rules for all of them, or the certificate of a host. Goes when nobody has it any more.</summary>
internal sealed unsafe class TlsContext
{
    /// <summary>
    /// Forward secrecy and authenticated encryption, and nothing else. Of equals the cheaper comes first; clients without AES in hardware get
    /// ChaCha20 if they put it first.
    /// </summary>
    private const string Suites12 = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
    private const string Suites13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

    private TlsContext()
    {
        Pointer = Libssl.NewContext(Libssl.ServerMethod());
        if (Pointer == 0) throw new CryptographicException("OpenSSL gives no context.");
        Libssl.Prepare(Pointer);
        _ = Libssl.SetOptions(Pointer, Libssl.ServerPreference | Libssl.PreferChaCha | Libssl.NoRenegotiation | Libssl.NoCompression);
        Require(Libssl.SetSuites12(Pointer, Suites12) == 1);
        Require(Libssl.SetSuites13(Pointer, Suites13) == 1);
        Require(Libssl.SetGroupsOf(Pointer, "X25519:P-256:P-384\0"u8));
        Libssl.SetAlpn(Pointer, &Spoken.Select, 0);
        Libssl.SetJudge(Pointer, &ClientHandshake.Judge, 0);
    }

    ~TlsContext() => Libssl.FreeContext(Pointer);

    public nint Pointer { get; }

    /// <summary>For the start of every session; which certificate it gets is said by a callback. Tickets are sealed with a key of its own.</summary>
    public static TlsContext ForHandshakes(delegate* unmanaged<nint, int*, nint, int> choose, nint argument)
    {
        var context = new TlsContext();
        var name = "gantry"u8;
        fixed (byte* start = name) Require(Libssl.SetSessionContext(context.Pointer, start, (uint)name.Length) == 1);
        Libssl.SetHello(context.Pointer, &ChallengeHello.Look, argument);
        Libssl.SetServerName(context.Pointer, choose, argument);
        return context;
    }

    /// <summary>For an authority that looks at a host: it speaks nothing else (RFC 8737, 3).</summary>
    /// <exception cref="CryptographicException">No handshakes can be made with it.</exception>
    public static TlsContext ForChallenge(HostCertificate certificate)
    {
        var context = Of(certificate);
        Libssl.SetServerName(context.Pointer, &ChallengeHello.Accept, 0);
        Libssl.SetAlpn(context.Pointer, &ChallengeHello.Select, 0);
        return context;
    }

    /// <exception cref="CryptographicException">No handshakes can be made with it.</exception>
    public static TlsContext Of(HostCertificate certificate)
    {
        var context = new TlsContext();
        With(certificate.Leaf.RawData, leaf => Libssl.UseCertificate(context.Pointer, leaf) == 1);
        foreach (var above in certificate.Chain)
        {
            // Who trusts a root has it.
            if (!above.SubjectName.RawData.AsSpan().SequenceEqual(above.IssuerName.RawData)) With(above.RawData, part => Libssl.AddToChain(context.Pointer, part));
        }
        UseKey(context, certificate.Leaf);
        return context;
    }

    private static void UseKey(TlsContext context, X509Certificate2 leaf)
    {
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)leaf.GetECDsaPrivateKey() ?? leaf.GetRSAPrivateKey();
        var der = key?.ExportPkcs8PrivateKey() ?? throw new NotSupportedException("A key of another kind.");
        try
        {
            fixed (byte* start = der)
            {
                var at = start;
                var made = Libcrypto.Key(null, &at, der.Length);
                var used = made != 0 && Libssl.UseKey(context.Pointer, made) == 1;
                if (made != 0) Libcrypto.FreeKey(made);
                Require(used);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static void With(byte[] der, Func<nint, bool> use)
    {
        fixed (byte* start = der)
        {
            var at = start;
            var made = Libcrypto.Certificate(null, &at, der.Length);
            var used = made != 0 && use(made);
            if (made != 0) Libcrypto.FreeCertificate(made);
            Require(used);
        }
    }

    private static void Require(bool done)
    {
        if (done) return;
        Libcrypto.ClearErrors();
        throw new CryptographicException("OpenSSL refuses it.");
    }
}
