using System.Buffers;
using System.IO.Pipelines;
using Gantry.Edge.Guards.Decisions;

namespace Gantry.Edge.Guards;

/// <summary>A connection over HTTP/2 whose frames are counted on their way in: what the server behind it answers patiently for ever is told of here.</summary>
internal sealed class FrameMeter(IDuplexPipe connection, TimeProvider time, Action<Guarded> tooMuch) : IDuplexPipe
{
    public PipeReader Input { get; } = new Reader(connection.Input, time, tooMuch);

    public PipeWriter Output => connection.Output;

    private sealed class Reader(PipeReader inner, TimeProvider time, Action<Guarded> tooMuch) : PipeReader
    {
        private FrameScan scan = new();
        private ReadOnlySequence<byte> latest;
        private long known, since = time.GetTimestamp();

        public override bool TryRead(out ReadResult result)
        {
            if (!inner.TryRead(out result)) return false;
            Look(result.Buffer);
            return true;
        }

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken);
            Look(result.Buffer);
            return result;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            known -= latest.Slice(0, consumed).Length;
            latest = default;
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        private void Look(ReadOnlySequence<byte> buffer)
        {
            latest = buffer;
            foreach (var piece in buffer.Slice(known)) scan.Follow(piece.Span);
            known = buffer.Length;
            if (!scan.ChattersTooMuch && !scan.TakesBackTooMuch) return;
            var soon = time.GetElapsedTime(since).TotalMilliseconds <= FrameScan.Window;
            if (soon) tooMuch(scan.ChattersTooMuch ? Guarded.Chatter : Guarded.TakenBack);
            since = time.GetTimestamp();
            scan.Forget();
        }
    }
}
