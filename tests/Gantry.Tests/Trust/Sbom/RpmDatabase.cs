using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Gantry.Tests.Trust.Sbom;

/// <summary>Databases of RPM.</summary>
internal static class RpmDatabase
{
    public static byte[] Header(string name, string version, string release, int epoch = 0, string source = "x-1-1.src.rpm")
    {
        using var data = new MemoryStream();
        var entries = new List<(int Tag, int Type, int Offset)>();
        foreach (var (tag, text) in new[] { (1000, name), (1001, version), (1002, release), (1022, "x86_64"), (1044, source) })
        {
            entries.Add((tag, 6, (int)data.Length));
            data.Write([.. Encoding.UTF8.GetBytes(text), 0]);
        }

        while (data.Length % 4 != 0) data.WriteByte(0);
        entries.Add((1003, 4, (int)data.Length));
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, epoch);
        data.Write(number);
        var blob = new byte[8 + (16 * entries.Count) + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(blob, entries.Count);
        BinaryPrimitives.WriteInt32BigEndian(blob.AsSpan(4), (int)data.Length);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = blob.AsSpan(8 + (16 * i));
            BinaryPrimitives.WriteInt32BigEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], entries[i].Type);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], entries[i].Offset);
            BinaryPrimitives.WriteInt32BigEndian(entry[12..], 1);
        }

        data.ToArray().CopyTo(blob, 8 + (16 * entries.Count));
        return blob;
    }

    public static byte[] Of(string schema, params byte[][] headers)
    {
        Gantry.Trust.SystemSqlite.Use();
        var path = Path.Combine(Path.GetTempPath(), $"gantry-rpmdb-{Guid.NewGuid():N}");
        try
        {
            using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = schema;
                command.ExecuteNonQuery();
                command.CommandText = "INSERT INTO Packages (blob) VALUES ($blob)";
                foreach (var header in headers)
                {
                    command.Parameters.Clear();
                    command.Parameters.AddWithValue("$blob", header);
                    command.ExecuteNonQuery();
                }
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
