using System.Text.Json;
using Gantry.Edge.Control.Reading;
using Gantry.Resources;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Control;

/// <summary>What has changed since the stored snapshot, a line of JSON a change. Belongs to <see cref="SnapshotFile"/>.</summary>
internal sealed class ChangeFile(string path)
{
    /// <summary>Shorter than this it is not worth writing the snapshot anew.</summary>
    private const long Least = 64 * 1024;

    /// <summary>Where the next change goes. Negative: what is in the file is not known, so nothing may be added.</summary>
    private long length = -1;
    private long limit;

    /// <summary>False when it is time to write the snapshot whole, or when it cannot be written here.</summary>
    public bool Add(SnapshotChange change)
    {
        if (length < 0) return false;
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(change, GantryJson.Default.SnapshotChange), (byte)'\n'];
        if (length + line.Length > limit) return false;
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(file, line, length);
            RandomAccess.FlushToDisk(file);
            length += line.Length;
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A part of the line may be there. Nothing may follow it.
            length = -1;
            return false;
        }
    }

    /// <summary>The snapshot has been written whole. A crash before this leaves changes that lead to it: they are passed over.</summary>
    public void Clear(long snapshotLength)
    {
        limit = Math.Max(Least, snapshotLength);
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            RandomAccess.FlushToDisk(file);
            length = 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            length = -1;
        }
    }

    /// <exception cref="JsonException">A whole line is not a change.</exception>
    public TrafficSnapshot Onto(TrafficSnapshot snapshot)
    {
        if (!File.Exists(path)) return snapshot;
        ReadOnlyMemory<byte> rest = File.ReadAllBytes(path);
        // What comes after the last end of line was not written to its end, so nobody was told of it.
        for (int end; (end = rest.Span.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            var change = SnapshotJson.Change(rest[..end]);
            if (change.From == snapshot.Revision && change.Platform == snapshot.Platform && change.Fence == snapshot.Fence) snapshot = change.Onto(snapshot);
        }
        return snapshot;
    }
}
