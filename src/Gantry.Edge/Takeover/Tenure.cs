using Microsoft.AspNetCore.Http;

namespace Gantry.Edge.Takeover;

/// <summary>Whether this process is the one in charge: not yet, for now, about to pass it on, or not any more.</summary>
public sealed class Tenure
{
    /// <summary>On what the process in charge asks of one that was before it.</summary>
    public const string HeirHeader = "X-Gantry-Heir";

    private readonly Lock sync = new();
    private readonly TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TimeSpan> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource succeeded = new();
    private readonly CancellationTokenSource silence = new();
    private readonly TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? pause;

    /// <summary>It is over; says how long what was begun may go on.</summary>
    public Task<TimeSpan> Ended => ended.Task;

    public bool HasBegun => began.Task.IsCompleted;

    public bool IsOver => ended.Task.IsCompleted;

    /// <summary>Another is in charge by now, and answers whoever asks.</summary>
    public CancellationToken Succeeded => succeeded.Token;

    /// <summary>The process has nothing open any more and says nothing more.</summary>
    public CancellationToken Silence => silence.Token;

    /// <summary>The one in charge has asked, so whoever asks at the known name asks that one.</summary>
    public Task Met => met.Task;

    /// <summary>There is no other: it has died on its way.</summary>
    public void WaitNoMore() => met.TrySetResult();

    public void FallSilent()
    {
        met.TrySetResult();
        succeeded.Cancel();
        silence.Cancel();
    }

    /// <summary>From here on what is asked gets an answer; until then it waits.</summary>
    public void Begin() => began.TrySetResult();

    /// <summary>Nothing is changed until <see cref="Resume"/> or <see cref="End"/>.</summary>
    /// <returns>False: it is paused already, or over.</returns>
    public bool TryPause()
    {
        lock (sync)
        {
            if (pause is not null || IsOver) return false;
            pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    public void Resume()
    {
        lock (sync)
        {
            pause?.TrySetResult();
            pause = null;
        }
    }

    public void End(TimeSpan limit)
    {
        ended.TrySetResult(limit);
        Resume();
    }

    /// <summary>Waits until the request can be answered.</summary>
    /// <returns>False: not by this process.</returns>
    public async Task<bool> AdmitsAsync(HttpContext context)
    {
        await began.Task.WaitAsync(context.RequestAborted);
        if (context.Request.Headers.ContainsKey(HeirHeader))
        {
            if (!IsOver) return false;
            met.TrySetResult();
            await succeeded.CancelAsync();
            return true;
        }
        Task? paused;
        lock (sync) paused = pause?.Task;
        if (paused is not null && !HttpMethods.IsGet(context.Request.Method)) await paused.WaitAsync(context.RequestAborted);
        if (!IsOver) return true;
        // Whoever is sent away before the next one is there comes back here.
        await met.Task.WaitAsync(context.RequestAborted);
        return false;
    }
}
