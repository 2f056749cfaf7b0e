namespace Gantry.Registry.Index;

/// <summary>
/// Whoever asks whether something is there will count on it: HEAD requests, as clients make before they leave an upload out. What
/// was found so is not collected for a while. In memory: who asked a process that was killed asks again.
/// </summary>
internal sealed class Lookups
{
    private readonly Dictionary<(string Repository, string Digest), (long Generation, long At)> _seen = [];
    private readonly HashSet<(string Repository, string Digest)> _doomed = [];
    private readonly Lock _gate = new();
    private long _generation;

    /// <param name="look">Whether it is there. Nothing is collected between that and the note of it.</param>
    public T? Look<T>(string repository, string digest, long now, Func<T?> look) where T : class
    {
        lock (_gate)
        {
            if (_doomed.Contains((repository, digest)) || look() is not { } found) return null;
            _seen[(repository, digest)] = (_generation, now);
            return found;
        }
    }

    /// <summary>A collection begins: what was asked for before the one before, and before that time, is forgotten.</summary>
    public void Begin(long generation, long before)
    {
        lock (_gate)
        {
            _generation = generation;
            foreach (var (key, seen) in _seen.ToList())
            {
                if (seen.Generation < generation - 1 && seen.At < before) _seen.Remove(key);
            }
        }
    }

    /// <param name="read">Is given what tells whether something was asked for.</param>
    public T Reading<T>(Func<Func<string, string, bool>, T> read)
    {
        lock (_gate) return read(IsSeen);
    }

    /// <summary>Decides what goes while nobody asks. Until <see cref="Gone"/> it counts as gone for whoever asks, though it may be found yet.</summary>
    public List<T> Doom<T>(Func<Func<string, string, bool>, List<T>> decide, Func<T, (string Repository, string Digest)> name)
    {
        lock (_gate)
        {
            var doomed = decide(IsSeen);
            foreach (var one in doomed) _doomed.Add(name(one));
            return doomed;
        }
    }

    /// <summary>It is gone, or stays after all.</summary>
    public void Gone()
    {
        lock (_gate) _doomed.Clear();
    }

    private bool IsSeen(string repository, string digest) => _seen.ContainsKey((repository, digest));
}
