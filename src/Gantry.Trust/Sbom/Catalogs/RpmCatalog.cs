using Gantry.Trust.Sbom.Trees;
using Microsoft.Data.Sqlite;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>The database of RPM since 4.16, which is one of SQLite. The older kinds are said to be there and not read.</summary>
internal sealed class RpmCatalog : ICatalog
{
    private static readonly string[] Folders = ["var/lib/rpm/", "usr/lib/sysimage/rpm/"];
    private static readonly string[] Kinds = ["rpmdb.sqlite", "Packages", "Packages.db"];

    public bool Wants(TreeFile file) => Folders.Any(f => file.Path.Length > f.Length && file.Path.StartsWith(f, StringComparison.Ordinal) && Kinds.Contains(file.Path[f.Length..]));

    public IEnumerable<Component> Read(TreeFile file)
    {
        if (file.Name != "rpmdb.sqlite") throw new InvalidDataException("is a database of an RPM before 4.16, which is not read here");
        if (file.Size > Limits.Binary) throw new InvalidDataException("is larger than any package database is");
        SystemSqlite.Use();
        var copy = Path.Combine(Path.GetTempPath(), $"gantry-rpm-{Guid.NewGuid():N}");
        try
        {
            using (var source = file.Open())
            using (var target = new FileStream(copy, FileMode.CreateNew)) source.CopyTo(target);
            return Packages(copy);
        }
        catch (SqliteException broken)
        {
            throw new InvalidDataException($"is a database that cannot be read: {broken.Message}");
        }
        finally
        {
            foreach (var part in (string[])["", "-wal", "-shm", "-journal"]) File.Delete(copy + part);
        }
    }

    /// <summary>From a table only: whoever made the file could have made a view that never ends of the name.</summary>
    private static List<Component> Packages(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0";
        command.ExecuteNonQuery();
        command.CommandText = "SELECT type FROM sqlite_master WHERE name = 'Packages'";
        if (command.ExecuteScalar() is not "table") throw new InvalidDataException("has no table of packages");
        command.CommandText = "SELECT length(blob), blob FROM Packages";
        using var rows = command.ExecuteReader();
        var found = new List<Component>();
        while (rows.Read())
        {
            if (rows.GetInt64(0) > Limits.Text) throw new InvalidDataException("has a package whose header is too large");
            if (RpmHeader.Read(rows.GetFieldValue<byte[]>(1)) is { } component) found.Add(component);
        }

        return found;
    }
}
