using System.Buffers.Binary;

namespace Gantry.Edge.Fast.Http2;

/// <summary>Frames of one connection that go out together, once everything that happened at a time is dealt with.</summary>
internal sealed unsafe class Outbox(ClientPeer client)
{
    /// <summary>With so much in it no contents of answers are added.</summary>
    public const int Enough = 128 * 1024;

    /// <summary>A client that makes us say more than this without taking it is not served any more.</summary>
    private const int Most = 176 * 1024;

    private byte[]? buffer;
    private int length;

    public bool IsEmpty => length == 0;

    /// <summary>How much of contents there is room for.</summary>
    public int Room => client.HasUnsent ? 0 : Math.Max(0, Enough - length);

    /// <summary>The client does not take what it makes us say.</summary>
    public bool IsOverrun => length > Most;

    public void Frame(FrameKind kind, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        if (IsOverrun) return;
        Reserve(FrameHead.Size + payload.Length);
        new FrameHead(payload.Length, kind, flags, stream).Write(buffer.AsSpan(length));
        payload.CopyTo(buffer.AsSpan(length + FrameHead.Size));
        length += FrameHead.Size + payload.Length;
    }

    public void Number(FrameKind kind, int stream, int number)
    {
        Span<byte> payload = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        Frame(kind, 0, stream, payload);
    }

    public void GoAway(int last, Fault fault)
    {
        Span<byte> payload = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(payload, last);
        BinaryPrimitives.WriteInt32BigEndian(payload[sizeof(int)..], (int)fault);
        Frame(FrameKind.GoAway, 0, 0, payload);
    }

    /// <summary>Sends it all, if the client has taken what was sent before.</summary>
    /// <returns>False: the connection is broken.</returns>
    public bool Flush()
    {
        if (length == 0 || client.HasUnsent) return true;
        bool sent;
        fixed (byte* from = buffer) sent = client.Send(from, length);
        Drop();
        return sent;
    }

    public void Drop()
    {
        if (buffer is not null) client.Loop.Buffers.Return(buffer);
        (buffer, length) = (null, 0);
    }

    private void Reserve(int more)
    {
        if (buffer is not null && buffer.Length - length >= more) return;
        var longer = client.Loop.Buffers.Rent(length + more);
        buffer.AsSpan(0, length).CopyTo(longer);
        if (buffer is not null) client.Loop.Buffers.Return(buffer);
        buffer = longer;
    }
}
