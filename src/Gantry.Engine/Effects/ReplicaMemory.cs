using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Gantry.Engine.Effects;

/// <summary>What is remembered of replicas between passes, and may be lost: then something is tried once more than necessary.</summary>
internal sealed class ReplicaMemory
{
    private sealed record Entry(int Tries, int? LastExit, ImmutableSortedSet<string> Avoid);

    private static readonly Entry Blank = new(0, null, []);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>One more try has failed.</summary>
    /// <returns>How many have in a row.</returns>
    public int Failed(string key) => Change(key, e => e with { Tries = e.Tries + 1 }).Tries;

    public void Succeeded(string key) => Change(key, e => e with { Tries = 0, Avoid = [] });

    public void Ended(string key, int exitCode) => Change(key, e => e with { LastExit = exitCode });

    public int? LastExit(string key) => _entries.GetValueOrDefault(key, Blank).LastExit;

    /// <summary>The engine says that somebody else has these addresses.</summary>
    public void AvoidFromNowOn(string key, IEnumerable<string> addresses) => Change(key, e => e with { Avoid = e.Avoid.Union(addresses) });

    public IReadOnlySet<string> Avoided(string key) => _entries.GetValueOrDefault(key, Blank).Avoid;

    public void Forget(string key) => _entries.TryRemove(key, out _);

    private Entry Change(string key, Func<Entry, Entry> change) => _entries.AddOrUpdate(key, _ => change(Blank), (_, e) => change(e));
}
