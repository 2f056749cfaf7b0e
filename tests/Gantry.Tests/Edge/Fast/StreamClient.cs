using System.Buffers.Binary;

namespace Gantry.Tests.Edge.Fast;

/// <summary>Asks for the same over HTTP/2, one stream after the other.</summary>
internal sealed class StreamClient
{
    private const byte Data = 0, Headers = 1, Settings = 4, WindowUpdate = 8, EndStream = 1, EndHeaders = 4;
    private const int HeadSize = 9;

    // GET, http, /, and the host as it is.
    private static readonly byte[] Fields = [0x82, 0x86, 0x84, 0x01, 9, .. "shop.test"u8];

    private readonly Stream stream;
    private readonly byte[] answer = new byte[64 * 1024];
    private int next = 1;

    public StreamClient(Stream stream)
    {
        this.stream = stream;
        stream.Write([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, Settings, 0, 0, 0, 0, 0, 0, 0, 4, WindowUpdate, 0, 0, 0, 0, 0, 0x3F, 0xFF, 0, 0]);
    }

    public void Ask(int times)
    {
        byte[] request = [0, 0, (byte)Fields.Length, Headers, EndStream | EndHeaders, 0, 0, 0, 0, .. Fields];
        for (var i = 0; i < times; i++, next += 2)
        {
            BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(5), next);
            stream.Write(request);
            while (!Ends())
            {
            }
        }
    }

    /// <summary>Reads one frame.</summary>
    /// <returns>It is the last of the stream.</returns>
    private bool Ends()
    {
        stream.ReadExactly(answer, 0, HeadSize);
        var length = (answer[0] << 16) | (answer[1] << 8) | answer[2];
        var (kind, flags, id) = (answer[3], answer[4], BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(5)));
        stream.ReadExactly(answer, 0, length);
        Assert.True(kind is Data or Headers or Settings or WindowUpdate, $"the edge sent a frame of kind {kind}");
        return id == next && kind is Data && (flags & EndStream) != 0;
    }
}
