using System.Collections.Concurrent;

namespace Gantry.Registry.Index;

/// <summary>
/// One thread that writes. All that waits is written as one transaction and flushed once; each piece of work stands or falls for
/// itself within it.
/// </summary>
internal sealed class IndexWriter : IDisposable
{
    private const int Most = 256;
    private readonly BlockingCollection<Work> _waiting = [];
    private readonly Rows _rows;
    private readonly Thread _thread;

    public IndexWriter(Rows rows)
    {
        _rows = rows;
        _thread = new Thread(Loop) { IsBackground = true, Name = "registry index" };
        _thread.Start();
    }

    public Task<T> RunAsync<T>(Func<Rows, T> work)
    {
        var one = new Work<T>(work);
        _waiting.Add(one);
        return one.Task;
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _rows.Dispose();
        _waiting.Dispose();
    }

    private void Loop()
    {
        var group = new List<Work>();
        while (_waiting.TryTake(out var first, Timeout.Infinite))
        {
            group.Clear();
            group.Add(first);
            while (group.Count < Most && _waiting.TryTake(out var next)) group.Add(next);
            Write(group);
        }
    }

    private void Write(List<Work> group)
    {
        try
        {
            _rows.Run("BEGIN IMMEDIATE");
            foreach (var work in group)
            {
                _rows.Run("SAVEPOINT one");
                if (!work.Try(_rows)) _rows.Run("ROLLBACK TO one");
                _rows.Run("RELEASE one");
            }

            _rows.Run("COMMIT");
        }
        catch (Exception failure)
        {
            // Nothing of the group is done. A full disk may have ended the transaction already.
            try
            {
                _rows.Run("ROLLBACK");
            }
            catch (Microsoft.Data.Sqlite.SqliteException)
            {
                // There was none any more.
            }

            foreach (var work in group) work.Fail(failure);
            return;
        }

        foreach (var work in group) work.Acknowledge();
    }

    private abstract class Work
    {
        /// <returns>False when it threw.</returns>
        public abstract bool Try(Rows rows);

        public abstract void Acknowledge();

        public abstract void Fail(Exception failure);
    }

    private sealed class Work<T>(Func<Rows, T> work) : Work
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;

        public Task<T> Task => _done.Task;

        public override bool Try(Rows rows)
        {
            try
            {
                _result = work(rows);
                return true;
            }
            catch (Exception failure)
            {
                _failure = failure;
                return false;
            }
        }

        public override void Acknowledge()
        {
            if (_failure is not null) _done.SetException(_failure);
            else _done.SetResult(_result!);
        }

        public override void Fail(Exception failure) => _done.SetException(failure);
    }
}
