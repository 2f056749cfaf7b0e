using System.Text.Json;
using Gantry.Control;
using Gantry.Resources;
using Microsoft.Data.Sqlite;

namespace Gantry.Store.Sqlite;

/// <summary>What can be wrong with a store, in words that help.</summary>
internal static class SqliteProblems
{
    /// <summary>SQLITE_IOERR_WRITE: the log lacks the end of what was to be committed.</summary>
    private const int WriteFailed = 778;

    private const int Full = 13, Io = 10, ReadOnly = 8, CannotOpen = 14, Corrupt = 11, NoDatabase = 26, Busy = 5, Locked = 6, Permission = 3;

    public static Problem InUse(string directory, int? owner) => new(directory, "store.in-use",
        $"Another gantryd uses this store{(owner is { } pid ? $": process {pid}" : "")}.",
        "Use the running one (`gantry platform status`), stop it (`gantry platform stop`), or name another GANTRY_HOME.");

    public static Problem Newer(string path, long found, long known) => new(path, "store.newer",
        $"The store was written by a newer gantryd: its schema is {found}, this one knows {known}.",
        "Run the newer gantryd again, or restore the copy of the store made before it was upgraded.");

    public static Problem Foreign(string path) => new(path, "store.unreadable",
        "This SQLite database is not a store of Gantry.", "Move the file away, or name another GANTRY_HOME.");

    /// <summary>Null for what is a bug.</summary>
    public static Problem? Opening(string directory, Exception failure) => failure switch
    {
        DllNotFoundException => new(directory, "store.unavailable", "The system's SQLite library (libsqlite3.so.0) is not installed.",
            "Install it: apt-get install libsqlite3-0."),
        SqliteException { SqliteErrorCode: Corrupt or NoDatabase } e => Unreadable(directory, e.Message),
        SqliteException e => new(directory, "store.unavailable", Reason(directory, e), Help(directory, e.SqliteErrorCode)),
        JsonException or KeyNotFoundException or FormatException => Unreadable(directory, failure.Message),
        UnauthorizedAccessException => new(directory, "store.unavailable", $"No permission to write in {directory}.",
            "Run gantryd as the owner of that directory, or name another GANTRY_HOME."),
        IOException e => new(directory, "store.unavailable", $"{directory} cannot be used: {e.Message}", Help(directory, Io)),
        _ => null,
    };

    /// <summary>True for the failure of a commit after which the file may have all of it.</summary>
    public static bool IsInDoubt(Exception failure) => failure is SqliteException { SqliteErrorCode: Io, SqliteExtendedErrorCode: not WriteFailed };

    /// <summary>For a failed write.</summary>
    public static StoreUnavailableException Unavailable(string path, Exception failure) => failure is SqliteException e
        ? new StoreUnavailableException($"{Reason(path, e)} {Help(Path.GetDirectoryName(path)!, e.SqliteErrorCode)}", e)
        : new StoreUnavailableException($"The store {path} cannot be written: {failure.Message}", failure);

    private static Problem Unreadable(string directory, string why) => new(directory, "store.unreadable",
        $"The store cannot be read: {why}", "Keep a copy of the directory, then restore a backup. Containers and the edge go on meanwhile.");

    private static string Reason(string path, SqliteException e) => e.SqliteErrorCode switch
    {
        Full => $"No space is left on the disk of the store {path}.",
        ReadOnly => $"The store {path} is read-only.",
        CannotOpen or Permission => $"The store {path} cannot be opened.",
        Busy or Locked => $"Another program keeps the store {path} locked.",
        _ => $"The store {path} cannot be read or written: {e.Message.TrimEnd('.')}.",
    };

    private static string Help(string directory, int code) => code switch
    {
        Full => $"Free some space (`df -h {directory}`); nothing that was acknowledged is lost, and work goes on by itself.",
        ReadOnly or CannotOpen or Permission => $"Check its owner, its mode and how it is mounted (`ls -la {directory}`, `findmnt -T {directory}`).",
        Busy or Locked => $"See which with `fuser -v {directory}/gantry.db` and end it.",
        _ => $"Look at the disk: `dmesg | tail`, `df -h {directory}`.",
    };
}
