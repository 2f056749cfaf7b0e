using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Gantry.Registry.Storage;

namespace Gantry.Registry.Uploads;

/// <summary>
/// All uploads. One whose process was killed is taken up again from its bytes, which are hashed anew; one that nobody has come back
/// to for a day is cleared away.
/// </summary>
internal sealed class UploadSessions(IBlobStore store, TimeProvider time)
{
    /// <summary>More at once than any client makes.</summary>
    public const int Most = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);
    private const int Piece = 128 * 1024;

    private readonly ConcurrentDictionary<string, Upload> _open = new(StringComparer.Ordinal);

    /// <summary>Null when there are too many.</summary>
    public Upload? Begin(string repository)
    {
        if (_open.Count >= Most) Sweep();
        if (_open.Count >= Most) return null;
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var upload = new Upload(repository, id, FileOf(repository, id)) { Used = time.GetTimestamp() };
        _open[upload.File] = upload;
        return upload;
    }

    /// <summary>Null when there is none of this id in the repository.</summary>
    public async Task<Upload?> FindAsync(string repository, string id, CancellationToken cancel)
    {
        if (id.Length != 32 || id.AsSpan().ContainsAnyExcept("0123456789abcdef")) return null;
        var file = FileOf(repository, id);
        if (_open.TryGetValue(file, out var open)) return open;
        await using var bytes = store.ReadUpload(file);
        if (bytes is null) return null;
        var upload = new Upload(repository, id, file) { Hash = Digest.Hash("sha256"), Used = time.GetTimestamp() };
        var buffer = new byte[Piece];
        while (await bytes.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            upload.Hash.AppendData(buffer, 0, read);
            upload.Length += read;
        }

        return _open.GetOrAdd(file, upload);
    }

    public void Touch(Upload upload) => upload.Used = time.GetTimestamp();

    /// <summary>It has become a blob, or nobody wants it.</summary>
    public void End(Upload upload)
    {
        _open.TryRemove(upload.File, out _);
        upload.Dispose();
    }

    /// <summary>Clears away what was abandoned. Those of an earlier process are judged by the clock.</summary>
    public void Sweep()
    {
        foreach (var upload in _open.Values)
        {
            if (time.GetElapsedTime(upload.Used) < Patience || !upload.TryEnter()) continue;
            End(upload);
            store.Discard(upload.File);
        }

        foreach (var (file, written) in store.Uploads().ToList())
        {
            if (!_open.ContainsKey(file) && time.GetUtcNow() - written > Patience) store.Discard(file);
        }
    }

    private static string FileOf(string repository, string id) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repository)).AsSpan(0, 8))}-{id}";
}
