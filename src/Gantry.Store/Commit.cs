using Gantry.Control;

namespace Gantry.Store;

/// <summary>A transaction that waits for its turn.</summary>
internal sealed class Commit(Transaction transaction)
{
    private readonly TaskCompletionSource<CommitResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _claimed;

    public Transaction Transaction { get; } = transaction;
    public Task<CommitResult> Result => _result.Task;

    /// <summary>False when it was cancelled before. From here on it can no longer be.</summary>
    public bool Claim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    public void Cancel(CancellationToken cancel)
    {
        if (Claim()) _result.TrySetCanceled(cancel);
    }

    public void Answer(CommitResult result) => _result.TrySetResult(result);

    public void Fail(Exception why) => _result.TrySetException(why);
}
