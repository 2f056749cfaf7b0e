using Gantry.Registry.Collection;
using Gantry.Registry.Index;
using Gantry.Registry.Intake;
using Gantry.Registry.Storage;
using Gantry.Registry.Uploads;
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

    /// <summary>What frees the space of what nothing needs.</summary>
    public Collector Collector { get; }

    /// <summary>The way in for this process.</summary>
    public RegistryIntake Intake { get; }

    /// <summary>Seconds since 1970.</summary>
    internal long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>All repositories that have a manifest, by name.</summary>
    public IReadOnlyList<RepositorySummary> Repositories() => Index.Read(RepositoryRows.Summaries);

    /// <summary>One process at a time may have the folder open.</summary>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The index cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">The index is of a newer version.</exception>
    internal static ImageRegistry Open(string folder, IDeployedImages deployed, TimeProvider time)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var blobs = new FileBlobStore(folder);
        return new ImageRegistry(blobs, IndexFile.Open(Path.Combine(folder, IndexName)), deployed, time);
    }

    public void Dispose() => Index.Dispose();
}
