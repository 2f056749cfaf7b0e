using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Audit;

namespace Gantry.Store.Backups;

/// <summary>
/// A backup as a tar archive of three files: <c>manifest.json</c>, <c>events.jsonl</c> as <c>gantry audit export</c> writes it, and
/// <c>resources.jsonl</c>, each resource with the very bytes that are stored, so that the chain's content hashes still fit.
/// It is a store's content and not its file, and goes back into any kind of store.
/// </summary>
internal static class BackupFile
{
    /// <summary>The format, and the one before it, which has no word for events that were cut off.</summary>
    public const int Format = 2, WholeChain = 1;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, BackupManifest manifest, StoreContent content)
    {
        using var tar = new TarWriter(File.Open(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner }));
        Add(path, tar, "manifest.json", manifest.CreatedAt, s => JsonSerializer.Serialize(s, manifest, BackupJson.Default.BackupManifest));
        Add(path, tar, "events.jsonl", manifest.CreatedAt, s =>
        {
            AuditEvent[] first = content.Base.Sequence > 0 ? [AuditEvent.Base(content.Base)] : [];
            foreach (var e in first.Concat(content.Events.Select(AuditChain.Export)))
            {
                JsonSerializer.Serialize(s, e, GantryJson.Default.AuditEvent);
                s.WriteByte((byte)'\n');
            }
        });
        Add(path, tar, "resources.jsonl", manifest.CreatedAt, s =>
        {
            foreach (var r in content.Resources) Line(s, r);
        });
    }

    /// <exception cref="InvalidDataException">It is no backup, a damaged one, or one of a newer Gantry.</exception>
    public static (BackupManifest Manifest, StoreContent Content) Read(string path)
    {
        try
        {
            using var tar = new TarReader(File.OpenRead(path));
            var manifest = JsonSerializer.Deserialize(Entry(tar, "manifest.json"), BackupJson.Default.BackupManifest)!;
            if (manifest.Format is < WholeChain or > Format)
                throw new InvalidDataException($"It has the format {manifest.Format}, made by Gantry {manifest.Version}; this Gantry reads formats {WholeChain} to {Format}.");
            var lines = Lines(Entry(tar, "events.jsonl")).Select(Event).ToList();
            var from = lines is [{ Type: AuditEvent.BaseType } first, ..] ? new AuditHead(first.Sequence, first.Hash, first.At) : AuditHead.Empty;
            List<ResourceEvent> events = [.. lines.Skip(from.Sequence > 0 ? 1 : 0).Select(AuditChain.Import)];
            var resources = Lines(Entry(tar, "resources.jsonl")).Select(Resource).ToList();
            if (from.Sequence + events.Count != manifest.Revision || resources.Count != manifest.Resources)
                throw new InvalidDataException($"It says {manifest.Revision} events and {manifest.Resources} resources, and holds {from.Sequence + events.Count} and {resources.Count}.");
            return (manifest, new StoreContent(events, resources) { Base = from });
        }
        catch (Exception damage) when (damage is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException($"It cannot be read as a backup: {damage.Message}", damage);
        }
    }

    private static void Add(string path, TarWriter tar, string name, DateTimeOffset at, Action<Stream> write)
    {
        // A tar entry begins with its length: what is written has to be there before.
        using var buffer = File.Open($"{path}.{name}", new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, UnixCreateMode = Owner });
        write(buffer);
        buffer.Position = 0;
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = buffer, Mode = Owner, ModificationTime = at });
    }

    private static Stream Entry(TarReader tar, string name)
    {
        var entry = tar.GetNextEntry();
        return entry?.Name == name ? entry.DataStream ?? Stream.Null : throw new InvalidDataException($"It has no {name} where one belongs.");
    }

    private static IEnumerable<string> Lines(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static void Line(Stream stream, StoredResource resource)
    {
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("kind", resource.Key.Kind);
            json.WriteString("scope", resource.Key.Scope);
            json.WriteString("name", resource.Key.Name);
            json.WriteNumber("version", resource.Version);
            json.WriteNumber("generation", resource.Generation);
            json.WritePropertyName("spec");
            json.WriteRawValue(resource.Spec, skipInputValidation: true);
            if (resource.Status is { } status)
            {
                json.WritePropertyName("status");
                json.WriteRawValue(status, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static AuditEvent Event(string line) => JsonSerializer.Deserialize(line, GantryJson.Default.AuditEvent)!;

    private static StoredResource Resource(string line)
    {
        using var json = JsonDocument.Parse(line);
        var r = json.RootElement;
        return new StoredResource(new Key(Text("kind"), Text("scope"), Text("name")), r.GetProperty("version").GetInt64(), r.GetProperty("generation").GetInt64(),
            Raw(r.GetProperty("spec")), r.TryGetProperty("status", out var status) ? Raw(status) : null);

        string Text(string name) => r.GetProperty(name).GetString()!;
    }

    private static byte[] Raw(JsonElement value) => Encoding.UTF8.GetBytes(value.GetRawText());
}
