using System.Globalization;
using System.Text;

namespace Gantry.Client.Http;

/// <summary>
/// The content of an answer: as long as it says, in chunks, or to the end of the connection (RFC 9112, 6.3). One that ends early
/// is an error and never taken for whole.
/// </summary>
internal sealed class AnswerBody(Connection connection, AnswerHead head) : Stream
{
    private readonly bool _chunked = head.IsChunked;

    /// <summary>Bytes left of the content or of this chunk; null: to the end of the connection.</summary>
    private long? _left = head.IsChunked ? 0 : head.Length;
    private bool _begun, _ended;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_chunked && _left == 0 && !_ended) await NextChunkAsync(cancellationToken);
        if (_ended || _left == 0 || buffer.Length == 0) return 0;
        var read = await connection.ReadAsync(_left < buffer.Length ? buffer[..(int)_left] : buffer, cancellationToken);
        if (read == 0 && _left is not null) throw Early();
        _left -= read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it without blocking.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>RFC 9112, 7.1. Trailers are read over.</summary>
    private async ValueTask NextChunkAsync(CancellationToken cancel)
    {
        if (_begun && await LineAsync(cancel) != "") throw new IOException("A chunk of the answer is longer than it says.");
        _begun = true;
        var line = await LineAsync(cancel);
        if (!long.TryParse(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
            throw new IOException("A chunk of the answer does not say how long it is.");
        _left = size;
        if (size > 0) return;
        _ended = true;
        while (await LineAsync(cancel) != "") continue;
    }

    private async ValueTask<string> LineAsync(CancellationToken cancel)
    {
        int end;
        while ((end = connection.Arrived.IndexOf("\r\n"u8)) < 0)
        {
            if (!await connection.MoreAsync(cancel)) throw Early();
        }

        var line = Encoding.Latin1.GetString(connection.Arrived[..end]);
        connection.Take(end + 2);
        return line;
    }

    private static EndOfStreamException Early() => new("The answer ended before it was whole.");
}
