using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Fast.Http2.Visits;

/// <summary>Tells how much of what is read is used, so that the client may send so much more; and ends where the body is longer than it may be.</summary>
internal sealed class MeteredReader(PipeReader inner, Action<int> used) : PipeReader, IHttpMaxRequestBodySizeFeature
{
    private ReadOnlySequence<byte> last;
    private long before;
    private volatile bool isAwaited;

    /// <summary>Somebody waits for more. From any thread.</summary>
    public bool IsAwaited => isAwaited;

    /// <inheritdoc/>
    public bool IsReadOnly { get; private set; }

    /// <inheritdoc/>
    public long? MaxRequestBodySize { get; set; }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        isAwaited = true;
        var result = await inner.ReadAsync(cancellationToken);
        isAwaited = false;
        Look(result.Buffer);
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        var read = inner.TryRead(out result);
        if (read) Look(result.Buffer);
        return read;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var length = (int)last.Slice(0, consumed).Length;
        last = default;
        before += length;
        inner.AdvanceTo(consumed, examined);
        if (length > 0) used(length);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <exception cref="BadHttpRequestException">It is too long.</exception>
    private void Look(ReadOnlySequence<byte> buffer)
    {
        IsReadOnly = true;
        if (before + buffer.Length > MaxRequestBodySize)
        {
            inner.AdvanceTo(buffer.Start, buffer.End);
            throw new BadHttpRequestException(string.Create(CultureInfo.InvariantCulture, $"The body of the request is longer than {MaxRequestBodySize} bytes."), StatusCodes.Status413PayloadTooLarge);
        }
        last = buffer;
    }
}
