using System.Security.Cryptography;

namespace Gantry.Registry.Uploads;

/// <summary>A blob on its way: how much of it has arrived, and the digest of that so far.</summary>
internal sealed class Upload(string repository, string id, string file) : IDisposable
{
    private int _busy;

    public string Repository { get; } = repository;
    public string Id { get; } = id;

    /// <summary>What its bytes are called in the blob store. Made of the repository's name too: in another repository it is another upload.</summary>
    public string File { get; } = file;

    /// <summary>Bytes that have arrived and are in the hash.</summary>
    public long Length { get; set; }

    /// <summary>SHA-256 unless the client said beforehand what it is going to be; null while nothing has arrived.</summary>
    public IncrementalHash? Hash { get; set; }
    public string Algorithm { get; set; } = "sha256";

    /// <summary>When it was last used, by the time provider's timestamp.</summary>
    public long Used { get; set; }

    /// <summary>True for one request at a time.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref _busy, 0);

    /// <summary>It has become a blob or was dropped: whoever still has it finds none.</summary>
    public bool Ended { get; private set; }

    public void Dispose()
    {
        Ended = true;
        Hash?.Dispose();
    }
}
