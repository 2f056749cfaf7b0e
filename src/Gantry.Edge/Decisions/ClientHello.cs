using System.Buffers.Binary;
using System.Text;

namespace Gantry.Edge.Decisions;

/// <summary>What stands in the first message of a TLS client (RFC 8446, 4.1.2).</summary>
public static class ClientHello
{
    public const int RecordHead = 5;
    public const int ServerNames = 0, Protocols = 16;

    /// <summary>Message head, version, random.</summary>
    private const int Fixed = 4 + 2 + 32;

    /// <param name="head">The first bytes of a connection, <see cref="RecordHead"/> of them.</param>
    /// <returns>How long the first record is with its head; 0: it is none of a handshake.</returns>
    public static int LengthOf(ReadOnlySpan<byte> head) => head[0] == 22 && head[1] == 3 ? RecordHead + BinaryPrimitives.ReadUInt16BigEndian(head[3..]) : 0;

    /// <param name="record">The first record, whole.</param>
    /// <returns>The content of the extension; empty: it is not there, or this is nothing that can be read.</returns>
    public static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> record, int kind)
    {
        var rest = record[RecordHead..];
        if (rest.Length < Fixed || rest[0] != 1) return default;
        rest = rest[Fixed..];
        // Session, suites, compressions.
        if (!Skip(ref rest, 1) || !Skip(ref rest, 2) || !Skip(ref rest, 1) || rest.Length < 2) return default;
        rest = rest[2..];
        while (rest.Length >= 4)
        {
            var (found, length) = (BinaryPrimitives.ReadUInt16BigEndian(rest), BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
            if (rest.Length < 4 + length) return default;
            if (found == kind) return rest.Slice(4, length);
            rest = rest[(4 + length)..];
        }
        return default;
    }

    /// <param name="part">The list of protocols with its length before it (RFC 7301, 3.1).</param>
    public static bool IsOnly(ReadOnlySpan<byte> part, ReadOnlySpan<byte> protocol) =>
        part.Length == protocol.Length + 3 && BinaryPrimitives.ReadUInt16BigEndian(part) == protocol.Length + 1 && part[2] == protocol.Length && part[3..].SequenceEqual(protocol);

    /// <param name="part">The list of names with its length before it (RFC 6066, 3).</param>
    /// <returns>Null: there is not exactly one, and that a host.</returns>
    public static string? HostIn(ReadOnlySpan<byte> part)
    {
        const int Before = 5;
        return part.Length > Before && part[2] == 0 && BinaryPrimitives.ReadUInt16BigEndian(part) == part.Length - 2 && BinaryPrimitives.ReadUInt16BigEndian(part[3..]) == part.Length - Before
            ? Encoding.ASCII.GetString(part[Before..]) : null;
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, int lengthBytes)
    {
        if (rest.Length < lengthBytes) return false;
        var length = lengthBytes + (lengthBytes == 1 ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest));
        if (rest.Length < length) return false;
        rest = rest[length..];
        return true;
    }
}
