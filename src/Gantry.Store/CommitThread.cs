using System.Collections.Concurrent;
using Gantry.Control;
using Gantry.Control.Decisions;
using Microsoft.Data.Sqlite;

namespace Gantry.Store;

/// <summary>
/// The single writer. All transactions that wait when the disk is free again are judged in order and written together: one
/// flush for all. Each is still atomic, since the whole group is.
/// </summary>
internal sealed class CommitThread : IDisposable
{
    private const int LargestGroup = 256;

    private readonly BlockingCollection<Commit> _waiting = [];
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly Action<Published> _publish;
    private readonly Thread _thread;
    private Published _state;

    public CommitThread(Database database, TimeProvider time, Published state, Action<Published> publish)
    {
        (_database, _time, _state, _publish) = (database, time, state, publish);
        _thread = new Thread(Run) { IsBackground = true, Name = "store" };
        _thread.Start();
    }

    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void Add(Commit commit)
    {
        try
        {
            _waiting.Add(commit);
        }
        catch (Exception closed) when (closed is InvalidOperationException or ObjectDisposedException)
        {
            throw new ObjectDisposedException("The store is closed.", closed);
        }
    }

    /// <summary>Commits what waits, then ends.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Run()
    {
        var group = new List<Commit>();
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < LargestGroup && _waiting.TryTake(out var more)) group.Add(more);
            group.RemoveAll(static c => !c.Claim());
            Write(group);
            group.Clear();
        }
    }

    private void Write(List<Commit> group)
    {
        var judged = Judge(group);
        var events = judged.SelectMany(static j => j.Outcome.Events).ToList();
        try
        {
            if (events.Count > 0) Store(judged);
        }
        catch (Exception failure) when (failure is SqliteException or InvalidOperationException)
        {
            var unavailable = StoreProblems.Unavailable(_database.Path, failure);
            // A conflict may have been one with a transaction that was not written now: none of them was judged.
            foreach (var (commit, _) in judged) commit.Fail(unavailable);
            return;
        }
        if (events.Count > 0)
        {
            var last = judged[^1].Outcome;
            var next = new Published(last.World, last.Head, events);
            _state.Follow(next);
            _state = next;
            _publish(next);
        }
        foreach (var (commit, outcome) in judged) commit.Answer(new CommitResult(outcome.World.Revision, outcome.Conflict));
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

    private void Store(List<(Commit, TransitionOutcome Outcome)> judged)
    {
        try
        {
            _database.Run("BEGIN IMMEDIATE");
            foreach (var (_, outcome) in judged) Rows.Write(_database, outcome);
            _database.Run("COMMIT");
        }
        catch
        {
            _database.RollBack();
            throw;
        }
    }
}
