using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using Gantry.Edge.Decisions;
using Gantry.Edge.Tls;
using Gantry.Edge.Tls.Clients;

namespace Gantry.Edge.Fast.Tls;

/// <summary>Asks clients of a session for a certificate, where the host that they name does, and judges what they show.</summary>
internal static unsafe class ClientHandshake
{
    private const int AccessDenied = 49;

    /// <summary>At the first message of a client: before a session is resumed, so that none is that was begun under other terms.</summary>
    /// <returns>False: it is to be refused.</returns>
    public static bool Begin(nint session, CertificateShelf certificates, string host, int* alert)
    {
        var asked = certificates.Clients.For(host, out var refused);
        if (refused) *alert = AccessDenied;
        if (asked is null) return !refused;
        var context = asked.Context;
        fixed (byte* name = context)
        {
            if (Libssl.SetSessionContextOf(session, name, (uint)context.Length) != 1) return false;
        }
        foreach (var root in asked.Authorities.Bundle!.Roots) Suggest(session, root);
        Libssl.SetVerify(session, Libssl.VerifyPeer | (asked.IsRequired ? Libssl.VerifyRequires : 0), 0);
        return Libssl.SetData(session, 0, GCHandle.ToIntPtr(GCHandle.Alloc(asked))) == 1;
    }

    /// <summary>Who is asked in the session; null: nobody.</summary>
    public static ClientAsk? AskOf(nint session) => Libssl.Data(session, 0) is var kept and not 0 ? (ClientAsk)GCHandle.FromIntPtr(kept).Target! : null;

    /// <summary>What came of it; null: the client was not asked.</summary>
    public static ClientProof? ProofOf(nint session)
    {
        if (AskOf(session) is not { } asked) return null;
        // A session that was resumed brings the certificate with it that was judged when it was begun.
        if (Libssl.IsResumed(session) == 1 && Libssl.PeerCertificate(session) is var peer and not 0) asked.Resume(Read(peer));
        return asked.Proof();
    }

    public static void End(nint session)
    {
        if (Libssl.Data(session, 0) is not (var kept and not 0)) return;
        GCHandle.FromIntPtr(kept).Free();
        _ = Libssl.SetData(session, 0, 0);
    }

    /// <summary>Takes the place of the library's own look at what a client shows.</summary>
    /// <returns>1: it counts.</returns>
    [UnmanagedCallersOnly]
    public static int Judge(nint store, nint argument)
    {
        var fault = ClientFault.Other;
        try
        {
            var session = Libcrypto.StoreData(store, Libssl.StoreIndex());
            if (AskOf(session) is { } asked)
            {
                var others = new X509Certificate2Collection();
                var shown = Libcrypto.Untrusted(store);
                // The first is the client's own.
                for (var i = 1; i < Math.Min(Libcrypto.CountOf(shown), ClientVerdict.LongestChain + 2); i++) others.Add(Read(Libcrypto.ItemOf(shown, i)));
                fault = asked.Judge(Read(Libcrypto.StoreLeaf(store)), others);
            }
        }
        catch (Exception)
        {
            // Nothing may be thrown through the library, and what cannot be judged does not count.
            fault = ClientFault.Other;
        }
        Libcrypto.SetStoreError(store, ErrorOf(fault));
        return fault == ClientFault.None ? 1 : 0;
    }

    /// <summary>As the library calls it; it says by which alert the client is told.</summary>
    private static int ErrorOf(ClientFault fault) => fault switch
    {
        ClientFault.None => 0,
        ClientFault.Signature => 7,
        ClientFault.NotYetValid => 9,
        ClientFault.Expired => 10,
        ClientFault.Unknown => 20,
        ClientFault.Purpose => 26,
        ClientFault.Weak => 66,
        _ => 28,
    };

    /// <summary>Tells clients that have several certificates which would do.</summary>
    private static void Suggest(nint session, X509Certificate2 root)
    {
        var der = root.RawDataMemory.Span;
        fixed (byte* start = der)
        {
            var at = start;
            var made = Libcrypto.Certificate(null, &at, der.Length);
            if (made == 0) return;
            _ = Libssl.AddClientAuthority(session, made);
            Libcrypto.FreeCertificate(made);
        }
    }

    private static X509Certificate2 Read(nint certificate)
    {
        var length = Libcrypto.Write(certificate, null);
        if (length <= 0) throw new InvalidOperationException("OpenSSL gives no certificate.");
        var der = new byte[length];
        fixed (byte* start = der)
        {
            var at = start;
            _ = Libcrypto.Write(certificate, &at);
        }
        return X509CertificateLoader.LoadCertificate(der);
    }
}
