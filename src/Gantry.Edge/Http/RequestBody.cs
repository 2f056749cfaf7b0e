using System.IO.Pipelines;
using System.Net;
using Gantry.Edge.Mirror;
using Gantry.Edge.Seen;
using Microsoft.AspNetCore.Http;

namespace Gantry.Edge.Http;

/// <summary>The body of a request, passed on as it comes in and never held.</summary>
public sealed class RequestBody(PipeReader reader, long? length, Sighting? sighting) : HttpContent
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MirrorCopy? copy;
    private Mirrors? mirrors;

    /// <summary>Some of it may have reached the replica: the request cannot be sent again.</summary>
    public bool Started { get; private set; }

    /// <summary>Called when the replica has got some more of it.</summary>
    public Action? Progress { get; set; }

    /// <summary>What the client did wrong in it; null if nothing, so far.</summary>
    public BadHttpRequestException? Fault { get; private set; }

    /// <summary>Lets go of what is left of it: nobody may answer the client while it is still being read.</summary>
    public Task EndAsync()
    {
        if (!Started) return Task.CompletedTask;
        if (!ended.Task.IsCompleted) reader.CancelPendingRead();
        return ended.Task;
    }

    /// <summary>What is passed on goes there too, and at its end the copy is sent.</summary>
    internal void CopyTo(MirrorCopy to, Mirrors by) => (copy, mirrors) = (to, by);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref copy, null) is { } unfinished) mirrors!.Drop(unfinished);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                try
                {
                    if (read.IsCanceled) throw new OperationCanceledException();
                    if (sighting is not null) sighting.Received += read.Buffer.Length;
                    foreach (var piece in read.Buffer)
                    {
                        copy?.Add(piece.Span);
                        await stream.WriteAsync(piece, cancellationToken);
                    }
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.End);
                }
                Progress?.Invoke();
                if (read.IsCompleted)
                {
                    if (Interlocked.Exchange(ref copy, null) is { } whole) mirrors!.Send(whole);
                    return;
                }
                await stream.FlushAsync(cancellationToken);
            }
        }
        catch (BadHttpRequestException fault)
        {
            Fault = fault;
            throw;
        }
        finally
        {
            ended.TrySetResult();
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }
}
