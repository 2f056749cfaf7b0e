using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gantry.Cli.Commands.Files;
using Gantry.Resources;
using Gantry.Resources.Audit;

namespace Gantry.Cli.Commands.Auditing;

/// <summary>Exports and anchors as files.</summary>
internal static class AuditFiles
{
    // Sentences keep their quotes and arrows: this is read by people and by jq, never put into a page.
    private static readonly GantryJson Plain = new(new JsonSerializerOptions(GantryJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Line(AuditEvent e) => JsonSerializer.Serialize(e, Plain.AuditEvent) + "\n";

    /// <exception cref="GiveUpException">It cannot be read, or a line is not an event.</exception>
    public static async IAsyncEnumerable<AuditEvent> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = Open(path);
        for (var number = 1; await NextAsync(path, reader, cancel) is { } line; number++)
        {
            if (line.Length > 0) yield return Parse(path, number, line);
        }
    }

    /// <summary>The heads in a file, whatever else stands there.</summary>
    /// <exception cref="GiveUpException">It cannot be read, or there is none.</exception>
    public static IReadOnlyList<AuditHead> Anchors(string path)
    {
        using var reader = Open(path);
        var heads = new List<AuditHead>();
        while (reader.ReadLine() is { } line)
        {
            if (AuditHead.Parse(line) is { Sequence: > 0 } head) heads.Add(head);
        }

        return heads.Count > 0 ? heads
            : throw new GiveUpException(path, "audit.no-anchors", "No line of it is a head of the chain.", "Such a line has a number and 64 hexadecimal digits, as gantry audit head prints it.");
    }

    /// <summary>Writes all events, or leaves what was there.</summary>
    /// <exception cref="GiveUpException">It cannot be written, or the chain is broken.</exception>
    public static Task WriteAsync(string path, IAsyncEnumerable<AuditEvent> events, AuditTrail trail, CancellationToken cancel) =>
        WholeFile.WriteAsync(path, "audit.not-written", "The events", async part =>
        {
            await using var writer = new StreamWriter(new FileStream(part, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
            await foreach (var e in events)
            {
                if (trail.Add(e) is { } broken) throw new GiveUpException([broken.Problem]);
                await writer.WriteAsync(Line(e).AsMemory(), cancel);
            }
        });

    private static async Task<string?> NextAsync(string path, TextReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadLineAsync(cancel);
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            throw new GiveUpException(path, "file.not-readable", $"It cannot be read to its end: {damage.Message}", "Use another copy of it.");
        }
    }

    private static AuditEvent Parse(string path, int number, string line)
    {
        try
        {
            if (JsonSerializer.Deserialize(line, Plain.AuditEvent) is { At: not null, Actor: not null, Type: not null, Kind: not null, Scope: not null, Name: not null, Because: not null, ContentHash: not null, Hash: not null } e) return e;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new GiveUpException($"{path}:{number}", "audit.not-an-event", "This line is not an event.", "An export has a JSON object per line, as gantry audit export writes it.");
    }

    private static TextReader Open(string path)
    {
        try
        {
            if (path == "-") return Console.In;
            return path.EndsWith(".gz", StringComparison.Ordinal) ? new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress)) : new StreamReader(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GiveUpException(path, "file.not-readable", $"It cannot be read: {failure.Message}", "Name a file that you may read.");
        }
    }
}
