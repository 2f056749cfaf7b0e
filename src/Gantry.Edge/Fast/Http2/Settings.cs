using System.Buffers.Binary;

namespace Gantry.Edge.Fast.Http2;

/// <summary>What the client has said of how it is to be spoken to, and what we say (RFC 9113, 6.5).</summary>
internal sealed class Settings
{
    /// <summary>Streams of a connection at once, and so much of a body as a stream may send ahead of its replica.</summary>
    public const int Streams = 128, StreamWindow = 128 * 1024, ConnectionWindow = 1024 * 1024;

    private const int Entry = 6, TableSize = 1, Push = 2, ConcurrentStreams = 3, InitialWindow = 4, FrameSize = 5, HeaderListSize = 6;
    private const int FirstTable = 4096, LargestFrame = (1 << 24) - 1;

    /// <summary>Of new streams.</summary>
    public int WindowSize { get; private set; } = Window.First;

    /// <summary>It allows less of a table than there is at first: that is to be answered before the next fields.</summary>
    public bool OwesTable { get; set; }

    /// <summary>As they are told to a client.</summary>
    public static ReadOnlySpan<byte> Ours => Said;

    private static readonly byte[] Said =
    [
        .. Say(ConcurrentStreams, Streams), .. Say(InitialWindow, StreamWindow), .. Say(HeaderListSize, RequestFields.Most),
    ];

    /// <param name="change">By how much windows of streams change.</param>
    public Fault Take(ReadOnlySpan<byte> payload, out long change)
    {
        change = 0;
        if (payload.Length % Entry != 0) return Fault.FrameSize;
        for (; payload.Length > 0; payload = payload[Entry..])
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            switch (BinaryPrimitives.ReadUInt16BigEndian(payload))
            {
                case TableSize:
                    OwesTable |= value < FirstTable;
                    break;
                case Push when value > 1:
                    return Fault.Protocol;
                case InitialWindow when value > int.MaxValue:
                    return Fault.FlowControl;
                case InitialWindow:
                    change += value - WindowSize;
                    WindowSize = (int)value;
                    break;
                case FrameSize when value is < FrameHead.Most or > LargestFrame:
                    return Fault.Protocol;
            }
        }
        return Fault.None;
    }

    private static byte[] Say(int what, int value)
    {
        var entry = new byte[Entry];
        BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)what);
        BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(2), value);
        return entry;
    }
}
