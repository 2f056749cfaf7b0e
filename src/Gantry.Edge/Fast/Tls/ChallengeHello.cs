using System.Runtime.InteropServices;
using Gantry.Edge.Decisions;
using Gantry.Edge.Tls;

namespace Gantry.Edge.Fast.Tls;

/// <summary>Tells authorities that look at a host by TLS-ALPN-01 (RFC 8737) from all other clients, before a certificate is chosen. The others are asked who they are, where that is wanted.</summary>
internal static unsafe class ChallengeHello
{
    private const int GoOn = 1, Refuse = 0;

    /// <summary>The first callback of a handshake. Its argument is the shelf.</summary>
    [UnmanagedCallersOnly]
    public static int Look(nint session, int* alert, nint argument)
    {
        const int UnrecognizedName = 112;
        try
        {
            var certificates = (CertificateShelf)GCHandle.FromIntPtr(argument).Target!;
            var host = ClientHello.HostIn(Part(session, ClientHello.ServerNames));
            if (!certificates.Shows || !ClientHello.IsOnly(Part(session, ClientHello.Protocols), ChallengeCertificate.Protocol))
                return host is null || ClientHandshake.Begin(session, certificates, host, alert) ? GoOn : Refuse;
            if (host is not null && certificates.ChallengeFor(host)?.Loops is { } found)
            {
                var used = Libssl.UseContext(session, found.Pointer);
                GC.KeepAlive(found);
                if (used != 0) return GoOn;
            }
        }
        catch (Exception)
        {
            // Nothing may be thrown through the library.
        }
        *alert = UnrecognizedName;
        return Refuse;
    }

    /// <summary>The certificate has been chosen by then.</summary>
    [UnmanagedCallersOnly]
    public static int Accept(nint session, int* alert, nint argument) => Libssl.Ok;

    [UnmanagedCallersOnly]
    public static int Select(nint session, byte** chosen, byte* length, byte* offered, uint offeredLength, nint argument)
    {
        var at = Spoken.Find(new ReadOnlySpan<byte>(offered, (int)offeredLength), ChallengeCertificate.Protocol);
        if (at < 0) return Libssl.AlertFatal;
        *chosen = offered + at + 1;
        *length = offered[at];
        return Libssl.Ok;
    }

    private static ReadOnlySpan<byte> Part(nint session, int kind)
    {
        byte* part;
        nint length;
        return Libssl.HelloPart(session, (uint)kind, &part, &length) == 1 ? new ReadOnlySpan<byte>(part, (int)length) : default;
    }
}
