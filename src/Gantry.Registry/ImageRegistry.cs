using Gantry.Registry.Collection;
using Gantry.Registry.Index;
using Gantry.Registry.Intake;
using Gantry.Registry.Storage;
using Gantry.Registry.Uploads;
using Gantry.Registry.Upstreams;
using Gantry.Resources.Api;

namespace Gantry.Registry;

/// <summary>An open registry: its bytes, its index, and what is on its way into it.</summary>
public sealed class ImageRegistry : IDisposable
{
    private const string IndexName = "index.db";
    private readonly TimeProvider _time;

    private ImageRegistry(IBlobStore blobs, IndexFile index, IDeployedImages deployed, TimeProvider time)
    {
        (Blobs, Index, Deployed, _time) = (blobs, index, deployed, time);
        Uploads = new UploadSessions(blobs, time);
        Collector = new Collector(this);
        Intake = new RegistryIntake(this);
    }

    internal IBlobStore Blobs { get; }
    internal IndexFile Index { get; }
    internal IDeployedImages Deployed { get; }
    internal UploadSessions Uploads { get; }
    internal ManifestCache Manifests { get; } = new();
    internal Lookups Lookups { get; } = new();

    /// <summary>What brings in what others have; null: nothing comes from elsewhere.</summary>
    internal PullThrough? Through { get; private set; }

    /// <summary>What frees the space of what nothing needs.</summary>
    public Collector Collector { get; }

    /// <summary>The way in for this process.</summary>
    public RegistryIntake Intake { get; }

    /// <summary>Seconds since 1970.</summary>
    internal long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>All repositories that have a manifest, by name.</summary>
    public IReadOnlyList<RepositorySummary> Repositories() => Index.Read(RepositoryRows.Summaries);

    /// <summary>Whether anything is below a name.</summary>
    public bool Has(string name) => Index.Read(rows => rows.Any("SELECT 1 FROM repository r JOIN manifest m ON m.repository = r.id WHERE r.name LIKE $0 || '/%'", name));

    /// <summary>Nothing below a name is called by a tag any more: what nothing runs from goes with the next collections.</summary>
    public async Task UntagAsync(string name)
    {
        await Index.WriteAsync(rows => rows.Run("DELETE FROM tag WHERE repository IN (SELECT id FROM repository WHERE name LIKE $0 || '/%')", name));
        Manifests.Clear();
    }

    /// <summary>One process at a time may have the folder open.</summary>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The index cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">The index is of a newer version.</exception>
    internal static ImageRegistry Open(string folder, IDeployedImages deployed, TimeProvider time, PullThroughParts? through)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var blobs = new FileBlobStore(folder);
        var registry = new ImageRegistry(blobs, IndexFile.Open(Path.Combine(folder, IndexName)), deployed, time);
        if (through is not null) registry.Through = new PullThrough(registry, through);
        return registry;
    }

    public void Dispose() => Index.Dispose();
}
