using System.Text.Json;
using Gantry.Edge.Control.Reading;
using Gantry.Resources;
using Gantry.Resources.Platforms;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Control;

/// <summary>
/// The snapshot that the edge serves, on disk: what it starts from when the control plane is away. It is written whole, and
/// then changes are added to a file beside it, until that is as long as the snapshot itself.
/// </summary>
public sealed class SnapshotFile(string home)
{
    private readonly string path = Path.Combine(home, "snapshot.json");
    private readonly ChangeFile changes = new(Path.Combine(home, "snapshot.changes"));

    /// <summary>A crash at any moment leaves the one before or this one, whole.</summary>
    /// <param name="change">What led to it from the one that was saved last, if that is known.</param>
    /// <exception cref="IOException">It could not be written; the old one is still there.</exception>
    public void Save(TrafficSnapshot snapshot, SnapshotChange? change)
    {
        if (change is not null && changes.Add(change)) return;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(snapshot, GantryJson.Default.TrafficSnapshot);
        var next = path + ".tmp";
        using (var file = File.OpenHandle(next, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.FlushToDisk(file);
        }
        File.Move(next, path, overwrite: true);
        changes.Clear(bytes.Length);
        FolderFlush.Run(home);
    }

    /// <param name="problem">The file is there and is not a snapshot. It is moved aside for whoever wants to look.</param>
    public TrafficSnapshot? Load(Func<TrafficSnapshot, IReadOnlyList<Problem>> check, out Problem? problem)
    {
        problem = null;
        if (!File.Exists(path)) return null;
        string reason;
        try
        {
            var snapshot = changes.Onto(SnapshotJson.Snapshot(File.ReadAllBytes(path)));
            if (check(snapshot) is not [var first, ..]) return snapshot;
            reason = first.Message;
        }
        catch (JsonException)
        {
            reason = "it is not the JSON of a snapshot";
        }
        var aside = path + ".corrupt";
        File.Move(path, aside, overwrite: true);
        problem = new Problem(path, "snapshot.corrupt", $"The stored snapshot cannot be used: {reason}.",
            $"The edge starts empty and serves again with the control plane's next snapshot. The file was moved to {aside}.");
        return null;
    }
}
