using System.Buffers;
using System.IO.Pipelines;

namespace Gantry.Edge.Listening;

/// <summary>A connection of which something was read already, and is read again first.</summary>
internal sealed class Rewound(IDuplexPipe connection, ReadOnlyMemory<byte> read) : IDuplexPipe
{
    public PipeReader Input { get; } = new Reader(connection.Input, read);

    public PipeWriter Output => connection.Output;

    /// <summary>While some of what was read before is left, more is put behind it; after that this is out of the way.</summary>
    private sealed class Reader(PipeReader inner, ReadOnlyMemory<byte> read) : PipeReader
    {
        private ReadOnlyMemory<byte> left = read;
        private bool wantsMore;
        private bool isOver;

        public override bool TryRead(out ReadResult result)
        {
            if (left.IsEmpty) return inner.TryRead(out result);
            if (wantsMore && !isOver)
            {
                if (!inner.TryRead(out var more))
                {
                    result = default;
                    return false;
                }
                result = Join(more);
                return true;
            }
            result = Now(isCanceled: false);
            return true;
        }

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (left.IsEmpty) return await inner.ReadAsync(cancellationToken);
            if (wantsMore && !isOver) return Join(await inner.ReadAsync(cancellationToken));
            return Now(isCanceled: false);
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            if (left.IsEmpty)
            {
                inner.AdvanceTo(consumed, examined);
                return;
            }
            var whole = new ReadOnlySequence<byte>(left);
            wantsMore = whole.Slice(examined).IsEmpty;
            left = left[(int)whole.Slice(0, consumed).Length..];
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        private ReadResult Join(ReadResult more)
        {
            byte[] joined = [.. left.Span, .. more.Buffer.ToArray()];
            inner.AdvanceTo(more.Buffer.End);
            left = joined;
            isOver = more.IsCompleted;
            return Now(more.IsCanceled);
        }

        private ReadResult Now(bool isCanceled) => new(new ReadOnlySequence<byte>(left), isCanceled, isOver);
    }
}
