using System.Collections.Concurrent;
using Gantry.Control;
using Gantry.Control.Decisions;

namespace Gantry.Store;

/// <summary>
/// The single writer of a process. All transactions that wait when the disk is free again are judged in order and written
/// together: one flush for all. Each is still atomic, since the whole group is.
/// </summary>
internal sealed class CommitThread : IDisposable
{
    private const int LargestGroup = 256;

    /// <summary>How long a commit whose answer was lost is kept waiting for certainty.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Null: look for what others have written.</summary>
    private readonly BlockingCollection<Commit?> _waiting = [];
    private readonly IGroupWriter _writer;
    private readonly TimeProvider _time;
    private readonly Action<Published> _publish;
    private readonly CancellationTokenSource _ending = new();
    private readonly Thread _thread;
    private Published _state;

    public CommitThread(IGroupWriter writer, TimeProvider time, Published state, Action<Published> publish)
    {
        (_writer, _time, _state, _publish) = (writer, time, state, publish);
        _thread = new Thread(Run) { IsBackground = true, Name = "store" };
        _thread.Start();
    }

    /// <summary>As <see cref="IResourceStore.CommitAsync"/>.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var commit = new Commit(transaction);
        if (!TryAdd(commit)) throw new ObjectDisposedException(null, "The store is closed.");
        using var stop = cancel.UnsafeRegister(_ => commit.Cancel(cancel), null);
        return await commit.Result;
    }

    /// <summary>Something may have been written that is not shown yet.</summary>
    public void Look() => TryAdd(null);

    /// <summary>Commits what waits, then ends.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _ending.Cancel();
        _thread.Join();
        _waiting.Dispose();
        _ending.Dispose();
    }

    private bool TryAdd(Commit? commit)
    {
        try
        {
            _waiting.Add(commit);
            return true;
        }
        catch (Exception closed) when (closed is InvalidOperationException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Run()
    {
        var group = new List<Commit>();
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            if (first is not null) group.Add(first);
            while (group.Count < LargestGroup && _waiting.TryTake(out var more))
            {
                if (more is not null) group.Add(more);
            }
            group.RemoveAll(static c => !c.Claim());
            Handle(group);
            group.Clear();
        }
    }

    private void Handle(List<Commit> group)
    {
        try
        {
            CatchUp();
            if (group.Count > 0) Write(group);
        }
        catch (StoreUnavailableException unavailable)
        {
            // A conflict may have been one with a transaction that was not written now: none of them was judged.
            foreach (var commit in group) commit.Fail(unavailable);
        }
        catch (Exception bug)
        {
            foreach (var commit in group) commit.Fail(bug);
        }
    }

    private void CatchUp()
    {
        if (_writer.CatchUp(_state) is { } news) Publish(news);
    }

    private void Write(List<Commit> group)
    {
        var judged = Judge(group);
        var events = judged.SelectMany(static j => j.Outcome.Events).ToList();
        if (events.Count > 0)
        {
            var last = judged[^1].Outcome;
            try
            {
                _writer.Write([.. judged.Select(static j => j.Outcome)]);
                Publish(new Published(last.World, last.Head, events) { Base = judged.Select(static j => j.Outcome.Base).LastOrDefault(static b => b is not null) ?? _state.Base });
            }
            catch (CommitUncertainException lost)
            {
                if (!WasWritten(last, lost)) throw new StoreUnavailableException($"{lost.Message} Nothing of it was written.", lost);
            }
        }
        foreach (var (commit, outcome) in judged) commit.Answer(new CommitResult(outcome.World.Revision, outcome.Conflict));
    }

    /// <summary>Looks, as soon as that is possible again, whether the chain goes by the group's last event.</summary>
    /// <exception cref="StoreUnavailableException">It could not be found out in time. It will be, and what was written is shown then.</exception>
    private bool WasWritten(TransitionOutcome group, CommitUncertainException lost)
    {
        var since = _time.GetTimestamp();
        while (true)
        {
            try
            {
                CatchUp();
                if (_state.Gap) throw new StoreUnavailableException($"{lost.Message} Whether it was written cannot be told: so much has happened since that the events of that time were cut off.", lost);
                return _state.World.Revision >= group.World.Revision && _state.Passes(group.World.Revision, group.Head);
            }
            catch (StoreUnavailableException away) when (away is not NotLeadingException && !_state.Gap)
            {
                if (_time.GetElapsedTime(since) > Patience || _ending.IsCancellationRequested)
                    throw new StoreUnavailableException($"{lost.Message} Whether it was written is seen once the store is back.", lost);
                _ending.Token.WaitHandle.WaitOne(Pause);
            }
        }
    }

    private void Publish(Published next)
    {
        var before = _state;
        _state = next;
        // Seen before it is told: whoever acts on an event looks at the state, and nobody tells them again.
        _publish(next);
        before.Follow(next);
    }

    private List<(Commit Commit, TransitionOutcome Outcome)> Judge(List<Commit> group)
    {
        var judged = new List<(Commit, TransitionOutcome)>(group.Count);
        var (world, head) = (_state.World, _state.Head);
        foreach (var commit in group)
        {
            try
            {
                var outcome = WorldTransition.Apply(world, commit.Transaction, _time.GetUtcNow(), head);
                (world, head) = (outcome.World, outcome.Head);
                judged.Add((commit, outcome));
            }
            catch (Exception bug)
            {
                commit.Fail(bug);
            }
        }
        return judged;
    }
}
