using System.Buffers.Binary;

namespace Gantry.Edge.Fast.Heads;

/// <summary>Numbers requests in the form of a UUID of version 7 without hyphens: by time, and by chance within it. Unique, not secret.</summary>
internal sealed class RequestIds(TimeProvider time)
{
    public const int Length = 32;

    private readonly Random chance = new();

    public void Write(Span<byte> to)
    {
        Span<byte> id = stackalloc byte[16];
        chance.NextBytes(id[6..]);
        BinaryPrimitives.WriteInt64BigEndian(id, (time.GetUtcNow().ToUnixTimeMilliseconds() << 16) | BinaryPrimitives.ReadUInt16BigEndian(id[6..]));
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        for (var i = 0; i < id.Length; i++)
        {
            to[i * 2] = Digit(id[i] >> 4);
            to[(i * 2) + 1] = Digit(id[i] & 0xF);
        }
    }

    private static byte Digit(int value) => "0123456789abcdef"u8[value];
}
