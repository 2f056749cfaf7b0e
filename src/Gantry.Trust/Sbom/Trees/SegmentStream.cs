using Microsoft.Win32.SafeHandles;

namespace Gantry.Trust.Sbom.Trees;

/// <summary>A part of a file. Several may read from one file at a time.</summary>
internal sealed class SegmentStream(SafeFileHandle file, long offset, long length) : Stream
{
    private long position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => position;
        set => position = Math.Clamp(value, 0, length);
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, length - position);
        if (wanted <= 0) return 0;
        var read = RandomAccess.Read(file, buffer[..wanted], offset + position);
        position += read;
        return read;
    }

    public override int Read(byte[] buffer, int start, int count) => Read(buffer.AsSpan(start, count));

    public override long Seek(long to, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => to,
        SeekOrigin.Current => position + to,
        _ => length + to,
    };

    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int start, int count) => throw new NotSupportedException();
}
