using System.Buffers;
using System.IO.Pipelines;
using Gantry.Edge.Fast.Http2.Hpack;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Fast.Http2.Visits;

/// <summary>The answer of the general lane to a request of HTTP/2, sent on as it is written.</summary>
internal sealed class VisitAnswer : PipeWriter, IHttpResponseFeature, IHttpResponseBodyFeature, IHttpResponseTrailersFeature
{
    /// <summary>So much is written ahead of the client.</summary>
    private const int Ahead = 64 * 1024;

    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2, useSynchronizationContext: false));
    private readonly Visit visit;
    private readonly bool isToHead;
    private Task sending = Task.CompletedTask;

    public VisitAnswer(Visit visit, bool isToHead) => (this.visit, this.isToHead) = (visit, isToHead);

    public int StatusCode { get; set; } = StatusCodes.Status200OK;
    public string? ReasonPhrase { get; set; }
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();
    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();
    public Stream Body { get; set; } = Stream.Null;
    public bool HasStarted { get; private set; }
    public PipeWriter Writer => this;
    public Stream Stream => AsStream();
    public override bool CanGetUnflushedBytes => true;
    public override long UnflushedBytes => pipe.Writer.UnflushedBytes;

    public void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException();

    public void OnCompleted(Func<object, Task> callback, object state) => throw new NotSupportedException();

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Begin(isWhole: false);
        return Task.CompletedTask;
    }

    public override void Advance(int bytes) => pipe.Writer.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => pipe.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => pipe.Writer.GetSpan(sizeHint);

    public override void CancelPendingFlush() => pipe.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Begin(isWhole: false);
        return pipe.Writer.FlushAsync(cancellationToken);
    }

    /// <summary>The client has gone: who writes is told.</summary>
    public void Abort() => pipe.Reader.CancelPendingRead();

    /// <summary>Sends what is left, and the end.</summary>
    public async Task CompleteAsync()
    {
        var isEmpty = !HasStarted && (isToHead || pipe.Writer.UnflushedBytes == 0) && Trailers.Count == 0;
        Begin(isEmpty);
        if (isEmpty) return;
        await pipe.Writer.CompleteAsync();
        await sending;
        if (Trailers.Count > 0) visit.SendHead(Block(null, Trailers), ends: true);
        else await visit.SendAsync([], ends: true);
    }

    private void Begin(bool isWhole)
    {
        if (HasStarted) return;
        HasStarted = true;
        if (StringValuesAreEmpty(Headers.Date)) Headers.Date = DateTimeOffset.UtcNow.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        visit.SendHead(Block(StatusCode, Headers), isWhole);
        if (!isWhole) sending = SendAsync();
    }

    private async Task SendAsync()
    {
        while (true)
        {
            var read = await pipe.Reader.ReadAsync();
            if (!read.IsCanceled && !read.Buffer.IsEmpty && !isToHead) await visit.SendAsync(read.Buffer.ToArray(), ends: false);
            pipe.Reader.AdvanceTo(read.Buffer.End);
            if (!read.IsCompleted && !read.IsCanceled) continue;
            await pipe.Reader.CompleteAsync();
            return;
        }
    }

    private static bool StringValuesAreEmpty(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0;

    private static byte[] Block(int? status, IHeaderDictionary headers)
    {
        var room = new byte[RequestFields.Most * 2];
        var at = 0;
        if (status is { } code) HpackWriter.Status(code, room, ref at);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                if (value is not null && !HpackWriter.Field(System.Text.Encoding.ASCII.GetBytes(name), System.Text.Encoding.Latin1.GetBytes(value), room, ref at)) throw new InvalidOperationException("The answer has too many fields.");
            }
        }
        return room[..at];
    }
}
