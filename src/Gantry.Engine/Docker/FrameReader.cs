using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gantry.Engine.Docker;

/// <summary>
/// Takes stdout and stderr apart, which come in one stream: eight bytes say which and how long, then the bytes. A process with
/// a terminal has one output, which comes as it is, without frames; it is handed on line by line.
/// </summary>
internal static class FrameReader
{
    /// <summary>No frame is larger: what is larger is not this format.</summary>
    private const int Largest = 16 * 1024 * 1024;

    public static async IAsyncEnumerable<(bool Error, byte[] Bytes)> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancel)
    {
        var head = new byte[8];
        var framed = false;
        while (await stream.ReadAtLeastAsync(head, 8, throwOnEndOfStream: false, cancel) == 8)
        {
            if (!framed && (head[0] > 2 || head[1] != 0 || head[2] != 0 || head[3] != 0))
            {
                await foreach (var line in LinesAsync(head, stream, cancel)) yield return (false, line);
                yield break;
            }
            framed = true;
            var length = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4));
            if (head[0] > 2 || length > Largest) throw new IOException("The engine's stream is not in frames.");
            var bytes = new byte[length];
            // Cut off in the middle: the engine or the container went away. What is there counts.
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            yield return (head[0] == 2, read == bytes.Length ? bytes : bytes[..read]);
        }
    }

    private static async IAsyncEnumerable<byte[]> LinesAsync(byte[] begun, Stream stream, [EnumeratorCancellation] CancellationToken cancel)
    {
        var open = new List<byte>(begun);
        var buffer = new byte[8192];
        int read;
        do
        {
            // Whole lines: a cut inside would part a time or a character.
            var end = open.LastIndexOf((byte)'\n') + 1;
            if (end == 0 && open.Count > Largest) end = open.Count;
            if (end > 0)
            {
                yield return open.GetRange(0, end).ToArray();
                open.RemoveRange(0, end);
            }
            read = await stream.ReadAsync(buffer, cancel);
            open.AddRange(buffer.AsSpan(0, read));
        }
        while (read > 0);
        if (open.Count > 0) yield return [.. open];
    }
}
