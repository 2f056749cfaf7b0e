using Gantry.Registry.Uploads;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Registry.Intake;

/// <summary>
/// Bytes on their way into the registry, hashed as they come. May be read while and after they are kept, until it is disposed; what was
/// never kept is gone then.
/// </summary>
public sealed class IncomingBlob : IDisposable
{
    private readonly ImageRegistry _registry;
    private readonly Upload _upload;
    private Digest? _digest;

    internal IncomingBlob(ImageRegistry registry, Upload upload)
    {
        (_registry, _upload) = (registry, upload);
        upload.Hash = Registry.Digest.Hash(upload.Algorithm);
        File = registry.Blobs.Append(upload.File);
    }

    public SafeFileHandle File { get; }

    public long Length { get; private set; }

    /// <summary>Of all that has been written; nothing can be written after this.</summary>
    public Digest Digest => _digest ??= Registry.Digest.From(_upload.Algorithm, _upload.Hash!.GetCurrentHash());

    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(ReadOnlySpan<byte> piece)
    {
        RandomAccess.Write(File, piece, Length);
        _upload.Hash!.AppendData(piece);
        Length = _upload.Length += piece.Length;
    }

    /// <summary>When it returns, it is on the disk and the repository's. Once only.</summary>
    /// <exception cref="IOException">The disk is full; nothing was kept.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The index cannot be written; nothing was kept.</exception>
    internal Task KeepAsync() => Arrival.KeepAsync(_registry, _upload, File, Digest);

    internal string Repository => _upload.Repository;

    public void Dispose()
    {
        if (!_upload.Ended) Arrival.Drop(_registry, _upload);
        File.Dispose();
    }
}
