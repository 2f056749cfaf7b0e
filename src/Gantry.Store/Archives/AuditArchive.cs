using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Audit;
using Gantry.Resources.Platforms;

namespace Gantry.Store.Archives;

/// <summary>Old events as files, before they are cut off: what <c>gantry audit export</c> writes, compressed, for its owner alone.</summary>
public static class AuditArchive
{
    /// <summary>
    /// Writes the oldest events that are there, up to one, to a file named by the first and the last of them. When this returns
    /// they are on the disk. One that is there already, from a try that was interrupted, is written anew.
    /// </summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <returns>The last of them, and the file's name.</returns>
    /// <exception cref="InvalidDataException">The chain does not hold up to there: nothing of it may go.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public static async Task<(AuditHead Last, string File)> WriteAsync(IPlatformStore store, string folder, long through, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var trail = new AuditTrail(from: store.Base);
        var name = string.Create(CultureInfo.InvariantCulture, $"events-{store.Base.Sequence + 1:D12}-{through:D12}.jsonl.gz");
        var (path, part) = (Path.Combine(folder, name), Path.Combine(folder, name + ".part"));
        await using (var file = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            await using (var lines = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true)) await EventsAsync(store, lines, trail, through, cancel);
            file.Flush(flushToDisk: true);
        }
        File.Move(part, path, overwrite: true);
        FolderFlush.Run(folder);
        return (trail.Head, name);
    }

    private static async Task EventsAsync(IPlatformStore store, Stream lines, AuditTrail trail, long through, CancellationToken cancel)
    {
        if (trail.Base.Sequence > 0) await LineAsync(lines, AuditEvent.Base(trail.Base), cancel);
        await foreach (var e in store.WatchAsync(trail.Base.Sequence, cancel))
        {
            var next = AuditChain.Export(e);
            if (trail.Add(next) is { } broken) throw new InvalidDataException(broken.Message);
            await LineAsync(lines, next, cancel);
            if (e.Sequence >= through) return;
        }
    }

    private static async Task LineAsync(Stream lines, AuditEvent e, CancellationToken cancel)
    {
        await JsonSerializer.SerializeAsync(lines, e, GantryJson.Default.AuditEvent, cancel);
        await lines.WriteAsync("\n"u8.ToArray(), cancel);
    }
}
