using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Gantry.Engine.Images;

/// <summary>
/// Hashes of files, each read once as long as it is the same by path, size, time and <see cref="FileStamp"/>. Kept in a small file, so that an unchanged app is known as such in no time also after a restart. Losing it costs time alone.
/// </summary>
public sealed class FileHashes(string file, TimeProvider time)
{
    /// <summary>A file that was written to this short a while ago may be again without its time telling.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    /// <summary>More lines than any real set of apps has; then it begins anew.</summary>
    private const int Most = 200_000;

    private sealed record Known(long Length, long Written, FileStamp Stamp, string Hash);

    private readonly ConcurrentDictionary<string, Known> _known = Load(file);
    private int _unsaved;

    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string Of(ContextEntry entry)
    {
        if (entry.Length == 0) return "";
        if (_known.TryGetValue(entry.Source, out var known)
            && known == Of(entry, known.Hash)) return known.Hash;
        using var stream = new FileStream(entry.Source, new FileStreamOptions { Options = FileOptions.SequentialScan });
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (time.GetUtcNow().UtcDateTime - Touched(entry) > Settled)
        {
            _known[entry.Source] = Of(entry, hash);
            Interlocked.Increment(ref _unsaved);
        }
        return hash;
    }

    private static DateTime Touched(ContextEntry entry) =>
        entry.Stamp.Changed > 0 ? DateTime.UnixEpoch.AddTicks(entry.Stamp.Changed / 100) : entry.Changed;

    private static Known Of(ContextEntry entry, string hash) => new(entry.Length, entry.Changed.Ticks, entry.Stamp, hash);

    /// <summary>Writes what is new. Failing to is no failure.</summary>
    public void Save()
    {
        if (Interlocked.Exchange(ref _unsaved, 0) == 0) return;
        if (_known.Count > Most) _known.Clear();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var fresh = $"{file}.{Guid.NewGuid():n}";
            File.WriteAllLines(fresh, _known.OrderBy(k => k.Key, StringComparer.Ordinal)
                .Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Value.Hash}\t{k.Value.Length}\t{k.Value.Written}\t{k.Value.Stamp.Inode}\t{k.Value.Stamp.Changed}\t{k.Key}")));
            File.Move(fresh, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next build tries again.
            Interlocked.Increment(ref _unsaved);
        }
    }

    private static ConcurrentDictionary<string, Known> Load(string file)
    {
        var known = new ConcurrentDictionary<string, Known>(StringComparer.Ordinal);
        try
        {
            if (!File.Exists(file)) return known;
            foreach (var line in File.ReadLines(file))
            {
                if (line.Split('\t', 6) is [var hash, var length, var written, var inode, var changed, var path]
                    && long.TryParse(length, CultureInfo.InvariantCulture, out var l) && long.TryParse(written, CultureInfo.InvariantCulture, out var w)
                    && ulong.TryParse(inode, CultureInfo.InvariantCulture, out var i) && long.TryParse(changed, CultureInfo.InvariantCulture, out var c))
                    known[path] = new Known(l, w, new FileStamp(i, c), hash);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As if there were none.
        }
        return known;
    }
}
