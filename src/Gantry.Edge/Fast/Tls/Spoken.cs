using System.Runtime.InteropServices;

namespace Gantry.Edge.Fast.Tls;

/// <summary>Agrees on what is spoken inside of a session (RFC 7301): HTTP/2 before HTTP/1.1.</summary>
internal static unsafe class Spoken
{
    private static ReadOnlySpan<byte> Http2 => "h2"u8;
    private static ReadOnlySpan<byte> Http11 => "http/1.1"u8;

    [UnmanagedCallersOnly]
    public static int Select(nint session, byte** chosen, byte* length, byte* offered, uint offeredLength, nint argument)
    {
        var offer = new ReadOnlySpan<byte>(offered, (int)offeredLength);
        var at = Find(offer, Http2) is >= 0 and var second ? second : Find(offer, Http11);
        // Who speaks neither could not be answered.
        if (at < 0) return Libssl.AlertFatal;
        *chosen = offered + at + 1;
        *length = offered[at];
        return Libssl.Ok;
    }

    /// <param name="offer">Names, each with its length before it.</param>
    /// <returns>Where its length is; -1: it is not there.</returns>
    public static int Find(ReadOnlySpan<byte> offer, ReadOnlySpan<byte> name)
    {
        for (var at = 0; at < offer.Length && at + 1 + offer[at] <= offer.Length; at += 1 + offer[at])
        {
            if (offer.Slice(at + 1, offer[at]).SequenceEqual(name)) return at;
        }
        return -1;
    }
}
