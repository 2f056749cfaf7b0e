using System.Buffers.Binary;

namespace Gantry.Edge.Fast.Http2;

/// <summary>Kinds of frames (RFC 9113, 6).</summary>
internal enum FrameKind : byte { Data, Headers, Priority, Reset, Settings, Push, Ping, GoAway, WindowUpdate, Continuation }

/// <summary>Why a stream or a connection ends (RFC 9113, 7).</summary>
internal enum Fault
{
    None,
    Protocol,
    Internal,
    FlowControl,
    SettingsTimeout,
    StreamClosed,
    FrameSize,
    Refused,
    Cancel,
    Compression,
    Connect,
    EnhanceYourCalm,
}

/// <summary>The nine bytes that every frame begins with (RFC 9113, 4.1).</summary>
internal readonly record struct FrameHead(int Length, FrameKind Kind, byte Flags, int Stream)
{
    public const int Size = 9;

    /// <summary>Of what is in a frame: more than this is neither taken nor sent.</summary>
    public const int Most = 16 * 1024;

    public const byte EndStream = 0x1, Ack = 0x1, EndHeaders = 0x4, Padded = 0x8, HasPriority = 0x20;

    public bool Has(byte flag) => (Flags & flag) != 0;

    public static FrameHead Read(ReadOnlySpan<byte> from) =>
        new((from[0] << 16) | (from[1] << 8) | from[2], (FrameKind)from[3], from[4], (int)(BinaryPrimitives.ReadUInt32BigEndian(from[5..]) & int.MaxValue));

    public void Write(Span<byte> to)
    {
        to[0] = (byte)(Length >> 16);
        to[1] = (byte)(Length >> 8);
        to[2] = (byte)Length;
        to[3] = (byte)Kind;
        to[4] = Flags;
        BinaryPrimitives.WriteInt32BigEndian(to[5..], Stream);
    }

    /// <summary>What of its contents is not padding, nor the priority in front of it (RFC 9113, 6.1 and 6.2).</summary>
    /// <returns>False: there is more padding than contents.</returns>
    public bool TryContents(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> contents)
    {
        contents = payload;
        var padding = 0;
        if (Has(Padded))
        {
            if (contents.IsEmpty) return false;
            padding = contents[0];
            contents = contents[1..];
        }
        const int Priority = 5;
        if (Kind == FrameKind.Headers && Has(HasPriority))
        {
            if (contents.Length < Priority) return false;
            contents = contents[Priority..];
        }
        if (padding > contents.Length) return false;
        contents = contents[..^padding];
        return true;
    }
}
