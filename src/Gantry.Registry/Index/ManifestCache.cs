using System.Collections.Concurrent;

namespace Gantry.Registry.Index;

/// <summary>
/// Manifests that were read lately, by repository and by what they were asked for. Whatever changes anything empties what it may
/// concern before it is acknowledged; what was read before that is not put in after it.
/// </summary>
internal sealed class ManifestCache
{
    private const long MostBytes = 8 << 20;
    private readonly ConcurrentDictionary<(string Repository, string Reference), StoredManifest> _known = [];
    private readonly Lock _gate = new();
    private long _changes, _bytes;

    public StoredManifest? Get(string repository, string reference, Func<StoredManifest?> read)
    {
        if (_known.TryGetValue((repository, reference), out var known)) return known;
        var before = Volatile.Read(ref _changes);
        if (read() is not { } found) return null;
        lock (_gate)
        {
            if (_changes != before) return found;
            if (_bytes + found.Content.Length > MostBytes) Empty();
            if (found.Content.Length <= MostBytes && _known.TryAdd((repository, reference), found)) _bytes += found.Content.Length + 256;
        }

        return found;
    }

    public void Changed(string repository, string? tag, string digest)
    {
        lock (_gate)
        {
            _changes++;
            if (tag is not null) Forget(repository, tag);
            Forget(repository, digest);
        }
    }

    /// <summary>Anything may have changed.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _changes++;
            Empty();
        }
    }

    private void Forget(string repository, string reference)
    {
        if (_known.TryRemove((repository, reference), out var gone)) _bytes -= gone.Content.Length + 256;
    }

    private void Empty()
    {
        _known.Clear();
        _bytes = 0;
    }
}
