using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Resources.Audit;

/// <summary>
/// The hash of an event: SHA-256 over the length of each field in bytes (32 bits, big-endian) followed by its UTF-8 bytes, the
/// fields being, in order, <c>gantry event 1</c>, the hash of the event before, the sequence number in decimal, at, actor, type,
/// kind, scope, name, because, content hash. Lengths make it unambiguous: no two different events have the same bytes.
/// </summary>
public static class AuditHash
{
    /// <summary>What the first event follows.</summary>
    public static string Genesis { get; } = new('0', 64);

    public static string Of(string previous, AuditEvent e)
    {
        using var bytes = new MemoryStream(256);
        Span<byte> length = stackalloc byte[4];
        ReadOnlySpan<string> fields =
        [
            "gantry event 1", previous, e.Sequence.ToString(CultureInfo.InvariantCulture), e.At, e.Actor, e.Type,
            e.Kind, e.Scope, e.Name, e.Because, e.ContentHash,
        ];
        foreach (var field in fields)
        {
            var text = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            bytes.Write(length);
            bytes.Write(text);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
