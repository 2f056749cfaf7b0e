using System.Globalization;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Trust.Decisions.Advisories;
using Microsoft.Data.Sqlite;

namespace Gantry.Trust.Advisories;

/// <summary>What has been imported, in one file that is replaced as a whole by the next import: whoever has it open keeps what they opened.</summary>
public sealed class AdvisoryDatabase : IAdvisoryIndex, IDisposable
{
    /// <summary>Of the tables; a file of another is refused.</summary>
    public const string Format = "1";

    private readonly SqliteConnection connection;
    private readonly SqliteCommand about;
    private readonly SqliteCommand find;
    private readonly Lock turn = new();
    private readonly Dictionary<(string, string), IReadOnlyList<Match>> known = [];
    private readonly Dictionary<string, Advisory?> found = new(StringComparer.Ordinal);

    private AdvisoryDatabase(SqliteConnection connection, AdvisoryState state)
    {
        this.connection = connection;
        State = state;
        about = connection.CreateCommand();
        about.CommandText = "SELECT id, body FROM affected WHERE ecosystem = $ecosystem AND name = $name";
        about.Parameters.Add("$ecosystem", SqliteType.Text);
        about.Parameters.Add("$name", SqliteType.Text);
        find = connection.CreateCommand();
        find.CommandText = "SELECT body FROM advisory WHERE id = $id";
        find.Parameters.Add("$id", SqliteType.Text);
    }

    public AdvisoryState State { get; }

    public string Snapshot => State.Snapshot;

    public static Outcome<AdvisoryDatabase> Open(string path)
    {
        if (!File.Exists(path))
            return new Problem(path, "advisories.none", "No advisories have been imported: nothing can be said of vulnerabilities.", "Import them: gantry advisories import PATH");
        SystemSqlite.Use();
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        try
        {
            connection.Open();
            var format = Meta(connection, "format");
            if (format == Format)
            {
                return new AdvisoryDatabase(connection, new AdvisoryState
                {
                    Snapshot = Meta(connection, "snapshot")!,
                    Imported = Time(Meta(connection, "imported")),
                    Newest = Time(Meta(connection, "newest")),
                    Advisories = long.Parse(Meta(connection, "advisories")!, CultureInfo.InvariantCulture),
                });
            }

            connection.Dispose();
            return new Problem(path, "advisories.format", $"It was written by another version of Gantry (format {format}, this one reads {Format}).", $"Remove it and import again: gantry advisories import PATH");
        }
        catch (Exception broken) when (broken is SqliteException or FormatException or ArgumentNullException)
        {
            connection.Dispose();
            return new Problem(path, "advisories.broken", $"The database of advisories cannot be read: {broken.Message}", "Remove the file and import again: gantry advisories import PATH");
        }
    }

    public IReadOnlyList<Match> About(string ecosystem, string name)
    {
        lock (turn)
        {
            if (known.TryGetValue((ecosystem, name), out var before)) return before;
            about.Parameters[0].Value = ecosystem;
            about.Parameters[1].Value = name;
            using var rows = about.ExecuteReader();
            List<Match>? matches = null;
            while (rows.Read())
            {
                var affected = JsonSerializer.Deserialize(rows.GetFieldValue<byte[]>(1), AdvisoryJson.Default.Affected)!;
                (matches ??= []).Add(new Match(rows.GetString(0), affected with { Ecosystem = ecosystem, Name = name }));
            }

            return known[(ecosystem, name)] = matches ?? (IReadOnlyList<Match>)[];
        }
    }

    public Advisory? Find(string id)
    {
        lock (turn)
        {
            if (found.TryGetValue(id, out var advisory)) return advisory;
            find.Parameters[0].Value = id;
            advisory = find.ExecuteScalar() is byte[] body ? JsonSerializer.Deserialize(body, AdvisoryJson.Default.Advisory) : null;
            return found[id] = advisory is { Withdrawn: true } ? null : advisory;
        }
    }

    public void Dispose()
    {
        about.Dispose();
        find.Dispose();
        connection.Dispose();
    }

    private static string? Meta(SqliteConnection connection, string key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM meta WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        return command.ExecuteScalar() as string;
    }

    private static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
