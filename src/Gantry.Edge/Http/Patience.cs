using Gantry.Edge.Routing.Guards;

namespace Gantry.Edge.Http;

/// <summary>How long a replica may keep its client waiting.</summary>
/// <param name="isStream">A call that may be silent by nature: only what was asked for is meant for it.</param>
/// <param name="began">Time stamp of when the request came.</param>
internal sealed class Patience(RoutePolicy policy, bool isStream, long began, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource over = new(Timeout.InfiniteTimeSpan, time);

    public CancellationToken Over => over.Token;

    /// <summary>From here on it is waited for the head of the answer.</summary>
    public void ForAnswer() => Within(isStream && !policy.SaysAnswer ? 0 : policy.Answer);

    /// <summary>From here on it is waited for more of the answer.</summary>
    public void ForMore() => Within(isStream && !policy.SaysIdle ? 0 : policy.Idle);

    /// <summary>It is not the replica that is waited for.</summary>
    public void Pause() => Within(0);

    public void Dispose() => over.Dispose();

    private void Within(long limit)
    {
        if (policy.Total > 0)
        {
            var left = Math.Max(1, policy.Total - (long)time.GetElapsedTime(began).TotalMilliseconds);
            limit = limit == 0 ? left : Math.Min(limit, left);
        }
        over.CancelAfter(limit == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(limit));
    }
}
