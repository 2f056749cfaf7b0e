using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Trust.Decisions.Advisories;
using Microsoft.Data.Sqlite;

namespace Gantry.Trust.Advisories;

/// <summary>What came of an import.</summary>
/// <param name="Problems">The first few records that were refused.</param>
/// <param name="Passed">Ranges of commits, of which nothing can be said about packages.</param>
public sealed record Imported(int Read, int Changed, int Withdrawn, int Passed, int Refused, IReadOnlyList<Problem> Problems);

/// <summary>Adds records to the database: a copy is changed aside, flushed, and put in the place of the old one in one step.</summary>
public static class AdvisoryImport
{
    private const int Shown = 5;

    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">An archive is broken.</exception>
    public static Outcome<Imported> Run(string path, string database, DateTimeOffset now)
    {
        if (!File.Exists(path) && !Directory.Exists(path)) return new Problem(path, "advisories.no-path", "There is nothing there.", "Name a folder, a zip archive or a file of OSV records.");
        SystemSqlite.Use();
        Directory.CreateDirectory(Path.GetDirectoryName(database)!);
        // Two at once would each change a copy of the same, and one of them would be lost.
        using var turn = Turn(database + ".lock");
        if (turn is null) return new Problem(database, "advisories.busy", "Another import is under way.", "Run it again when that has ended.");
        var aside = $"{database}.{Environment.ProcessId}.new";
        try
        {
            // Something unreadable is not built upon.
            if (File.Exists(database))
            {
                var old = AdvisoryDatabase.Open(database);
                if (old.Problem is { } unreadable) return unreadable;
                old.Value!.Dispose();
                File.Copy(database, aside, overwrite: true);
            }

            var imported = Write(path, aside, now);
            if (imported.Read == 0)
            {
                return imported.Problems.Count > 0 ? imported.Problems[0]
                    : new Problem(path, "advisories.no-records", "No OSV record was found there.", "Name a folder or a zip archive with one JSON file for each advisory.");
            }

            Durable.Replace(aside, database);
            return imported;
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private static FileStream? Turn(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    private static Imported Write(string path, string file, DateTimeOffset now)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        // The copy is nobody's until it is complete: a crash leaves nothing that needs a journal.
        Execute(connection, """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS advisory (id TEXT PRIMARY KEY, modified TEXT NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS affected (ecosystem TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL,
                PRIMARY KEY (ecosystem, name, id, part)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS affected_id ON affected (id);
            """);
        using var transaction = connection.BeginTransaction();
        using var rows = new AdvisoryRows(connection, transaction);
        int read = 0, changed = 0, withdrawn = 0, passed = 0, refused = 0;
        var problems = new List<Problem>();
        foreach (var (place, content) in AdvisoryFiles.Of(path))
        {
            var record = content.Succeeded ? OsvReader.Read(place, content.Value!) : content.Problem!;
            if (record.Problem is { } problem)
            {
                refused++;
                if (problems.Count < Shown) problems.Add(problem);
                continue;
            }

            read++;
            passed += record.Value!.Passed;
            if (record.Value.Advisory.Withdrawn) withdrawn++;
            if (rows.Put(record.Value, SHA256.HashData(content.Value!))) changed++;
        }

        Seal(connection, transaction, now);
        transaction.Commit();
        return new Imported(read, changed, withdrawn, passed, refused, problems);
    }

    /// <summary>The snapshot is a digest over all ids and what each record says, in the order of the ids: the same records are the same snapshot.</summary>
    private static void Seal(SqliteConnection connection, SqliteTransaction transaction, DateTimeOffset now)
    {
        using var all = connection.CreateCommand();
        all.Transaction = transaction;
        all.CommandText = "SELECT id, hash, modified FROM advisory ORDER BY id";
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0L;
        var newest = DateTimeOffset.MinValue;
        using (var rows = all.ExecuteReader())
        {
            for (; rows.Read(); count++)
            {
                digest.AppendData(Encoding.UTF8.GetBytes(rows.GetString(0) + "\n"));
                digest.AppendData(rows.GetFieldValue<byte[]>(1));
                if (DateTimeOffset.TryParse(rows.GetString(2), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time > newest) newest = time;
            }
        }

        using var meta = connection.CreateCommand();
        meta.Transaction = transaction;
        meta.CommandText = "INSERT OR REPLACE INTO meta VALUES ('format', $format), ('snapshot', $snapshot), ('imported', $imported), ('newest', $newest), ('advisories', $advisories)";
        meta.Parameters.AddWithValue("$format", AdvisoryDatabase.Format);
        meta.Parameters.AddWithValue("$snapshot", "sha256:" + Convert.ToHexStringLower(digest.GetHashAndReset()));
        meta.Parameters.AddWithValue("$imported", now.ToString("O", CultureInfo.InvariantCulture));
        meta.Parameters.AddWithValue("$newest", newest.ToString("O", CultureInfo.InvariantCulture));
        meta.Parameters.AddWithValue("$advisories", count.ToString(CultureInfo.InvariantCulture));
        meta.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
