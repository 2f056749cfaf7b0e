using System.IO.Pipelines;
using Gantry.Edge.Fast.Http2.Hpack;
using Microsoft.AspNetCore.Http;

namespace Gantry.Edge.Fast.Http2.Visits;

/// <summary>
/// A request of HTTP/2 that the general lane serves: the connection stays with the loop, and what is said goes to and fro between the two. The loop's
/// side is used by the loop's thread alone.
/// </summary>
/// <param name="head">As HTTP/1.1 has it.</param>
internal sealed class Visit(Http2Stream stream, ReadOnlySpan<byte> head, bool hasBody)
{
    private readonly Loop loop = stream.Loop;
    private readonly Pipe body = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly VisitFeatures features = VisitFeatures.Of(head, stream, hasBody);
    private MeteredReader? reader;
    private TaskCompletionSource? taken;
    private bool isOver;

    /// <summary>Bytes of the body that the general lane has not used yet.</summary>
    public int Outstanding { get; private set; }

    /// <summary>More of the body is asked for, and the client has said no more. Those that talk as they like may be silent.</summary>
    public bool IsWaiting => !isOver && Outstanding == 0 && reader is { IsAwaited: true } && !features.IsTalk;

    public void Start(Action? first)
    {
        reader = new MeteredReader(body.Reader, Used);
        features.Serve(this, reader);
        if (!hasBody) End(null);
        ThreadPool.UnsafeQueueUserWorkItem(_ =>
        {
            first?.Invoke();
            _ = RunAsync();
        }, null);
    }

    public void Take(ReadOnlySpan<byte> contents, bool ends)
    {
        if (isOver) return;
        Outstanding += contents.Length;
        System.Buffers.BuffersExtensions.Write(body.Writer, contents);
        // Nobody waits: there is never more than a window of it.
        _ = body.Writer.FlushAsync();
        if (ends) End(null);
    }

    /// <summary>What was sent is taken.</summary>
    public void TakesMore()
    {
        var waiting = taken;
        taken = null;
        waiting?.SetResult();
    }

    /// <summary>The body comes too slowly.</summary>
    public void TooSlow() => End(new BadHttpRequestException("The body of the request came too slowly.", StatusCodes.Status408RequestTimeout));

    /// <summary>The stream is over, whoever ended it.</summary>
    public void Gone()
    {
        taken?.TrySetResult();
        End(new IOException("The client has gone."));
        ThreadPool.UnsafeQueueUserWorkItem(static features => features.Abort(), features, preferLocal: false);
    }

    /// <summary>Sends the head of the answer. From the general lane.</summary>
    public void SendHead(byte[] block, bool ends) => Post(() => stream.SendHead(block, ends));

    /// <summary>Sends a part of the answer, and waits until the client has taken it.</summary>
    public Task SendAsync(byte[] part, bool ends)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(() =>
        {
            if (!stream.Has(this))
            {
                done.SetResult();
                return;
            }
            stream.SendBody(part, ends);
            if (stream.HasUnsent) taken = done;
            else done.SetResult();
        });
        return done.Task;
    }

    private async Task RunAsync()
    {
        var lane = loop.Parts.Lane;
        var context = lane.CreateContext(features.All);
        Exception? failed = null;
        try
        {
            await lane.ProcessRequestAsync(context);
            await features.CompleteAsync();
        }
        catch (Exception error)
        {
            failed = error;
        }
        finally
        {
            lane.DisposeContext(context, failed);
        }
        var isWhole = failed is null && !features.IsAborted;
        Post(() => stream.VisitLeaves(isWhole));
    }

    private void End(Exception? why)
    {
        if (isOver) return;
        isOver = true;
        body.Writer.Complete(why);
    }

    private void Used(int length) => loop.Post(() =>
    {
        Outstanding -= length;
        if (stream.Has(this)) stream.Consumed(length);
    });

    private void Post(Action action) => loop.Post(() =>
    {
        if (stream.Has(this)) action();
    });
}
