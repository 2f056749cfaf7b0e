using System.Collections.Concurrent;
using Gantry.Store.Sqlite;

namespace Gantry.Registry.Index;

/// <summary>The index's file: one thread writes, whoever wants to reads beside it.</summary>
internal sealed class IndexFile : IDisposable
{
    /// <summary>More readers than processors only hold memory; those beyond are closed when they are done.</summary>
    private const int KeptReaders = 8;
    private const int ReaderCache = 256, WriterCache = 4096;

    private readonly string _file;
    private readonly ConcurrentBag<Rows> _readers = [];
    private readonly IndexWriter _writer;

    private IndexFile(string file, Rows rows) => (_file, _writer) = (file, new IndexWriter(rows));

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">It cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">It is of a newer version.</exception>
    public static IndexFile Open(string file)
    {
        SystemSqlite.Use();
        var rows = new Rows(file, WriterCache, writes: true);
        var version = rows.One("PRAGMA user_version", static r => r.GetInt64(0));
        if (version > Schema.Version) throw new InvalidDataException($"{file} was written by a newer version of Gantry.");
        if (version == 0)
        {
            rows.Run("BEGIN IMMEDIATE");
            foreach (var statement in Schema.Statements) rows.Run(statement);
            rows.Run($"PRAGMA user_version={Schema.Version}");
            rows.Run("COMMIT");
        }

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new IndexFile(file, rows);
    }

    /// <summary>Done together with what others want at the same moment. When it returns, it is on the disk.</summary>
    public Task<T> WriteAsync<T>(Func<Rows, T> work) => _writer.RunAsync(work);

    public T Read<T>(Func<Rows, T> work)
    {
        if (!_readers.TryTake(out var rows)) rows = new Rows(_file, ReaderCache, writes: false);
        var well = false;
        try
        {
            var found = work(rows);
            well = true;
            return found;
        }
        finally
        {
            if (well && _readers.Count < KeptReaders) _readers.Add(rows);
            else rows.Dispose();
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        while (_readers.TryTake(out var rows)) rows.Dispose();
    }
}
