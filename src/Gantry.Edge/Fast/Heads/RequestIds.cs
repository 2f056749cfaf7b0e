using System.Buffers.Binary;

namespace Gantry.Edge.Fast.Heads;

/// <summary>
/// Numbers requests in the form of a UUID of version 7 without hyphens: by time, and by chance within it. Unique, not secret. Where a
/// request is the first of its trace the trace has the same number, so that there is one to look for.
/// </summary>
internal sealed class RequestIds
{
    public const int Length = 32, ParentLength = 16;

    private readonly Random chance = new();
    private readonly byte[] text = new byte[Length + ParentLength];

    /// <summary>The number.</summary>
    public ReadOnlySpan<byte> Id => text.AsSpan(0, Length);

    /// <summary>The number of the part of a trace that the edge is.</summary>
    public ReadOnlySpan<byte> Parent => text.AsSpan(Length);

    /// <summary>Makes the next ones.</summary>
    /// <param name="milliseconds">Since 1970.</param>
    public void Next(long milliseconds)
    {
        Span<byte> id = stackalloc byte[(Length + ParentLength) / 2];
        chance.NextBytes(id);
        BinaryPrimitives.WriteInt64BigEndian(id, (milliseconds << 16) | BinaryPrimitives.ReadUInt16BigEndian(id[6..]));
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        // All zeros are no number of a part.
        id[16] |= 1;
        Convert.TryToHexStringLower(id, text, out _);
    }
}
