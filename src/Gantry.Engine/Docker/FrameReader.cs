using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gantry.Engine.Docker;

/// <summary>Takes stdout and stderr apart, which come in one stream: eight bytes say which and how long, then the bytes.</summary>
internal static class FrameReader
{
    /// <summary>No frame is larger: what is larger is not this format.</summary>
    private const int Largest = 16 * 1024 * 1024;

    public static async IAsyncEnumerable<(bool Error, byte[] Bytes)> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancel)
    {
        var head = new byte[8];
        while (await stream.ReadAtLeastAsync(head, 8, throwOnEndOfStream: false, cancel) == 8)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4));
            if (head[0] > 2 || length > Largest) throw new IOException("The engine's stream is not in frames.");
            var bytes = new byte[length];
            // Cut off in the middle: the engine or the container went away. What is there counts.
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            yield return (head[0] == 2, read == bytes.Length ? bytes : bytes[..read]);
        }
    }
}
