using Gantry.Cli.Text;
using Gantry.Resources;
using Gantry.Resources.Audit;

namespace Gantry.Cli.Commands.Auditing;

/// <summary>Archives of events that were cut off: each verified by itself, and that together with the chain none is missing.</summary>
internal sealed class AuditArchives
{
    private readonly bool _asked;
    private readonly List<AuditTrail> _trails = [];

    private AuditArchives(bool asked) => _asked = asked;

    /// <summary>The first that is not as it was written.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Where each ends: what the chain must come by.</summary>
    public IEnumerable<AuditHead> Ends => _trails.Select(t => t.Head);

    /// <param name="asked">Somebody named them and counts on them: then what is missing between them and the chain is a problem.</param>
    /// <exception cref="GiveUpException">One cannot be read.</exception>
    public static async Task<AuditArchives> ReadAsync(IEnumerable<string> paths, bool asked, IReadOnlyList<AuditHead> anchors, CancellationToken cancel)
    {
        var archives = new AuditArchives(asked);
        var files = paths.SelectMany(Files).ToList();
        // One that begins where another is in the midst must begin with what that one has there.
        var known = anchors.ToList();
        foreach (var file in files)
        {
            var trail = new AuditTrail();
            await foreach (var first in AuditFiles.ReadAsync(file, cancel))
            {
                trail.Add(first);
                break;
            }
            if (trail.Base.Sequence > 0) known.Add(trail.Base);
        }
        foreach (var file in files)
        {
            var trail = new AuditTrail(known);
            await foreach (var e in AuditFiles.ReadAsync(file, cancel))
            {
                if (trail.Add(e) is not { } broken) continue;
                archives.Problem ??= broken.Problem with { Place = $"{file}: event {broken.Sequence}" };
                break;
            }
            archives._trails.Add(trail);
        }
        archives._trails.Sort((a, b) => a.Base.Sequence.CompareTo(b.Base.Sequence));
        return archives;
    }

    /// <summary>Null unless somebody counts on the archives and they and the chain do not have every event together.</summary>
    public Problem? Missing(AuditTrail chain) => _asked && Gaps(chain).Select(g => ((long, long)?)g).FirstOrDefault() is var (first, last)
        ? new Problem($"event {first}", "audit.missing", $"The events {first} to {last} are in none of the archives, and were cut off in the chain.",
            "Name the archives that have them too: --archives PATH.") : null;

    public IEnumerable<Line> Said(AuditTrail chain, IReadOnlyList<AuditHead> anchors)
    {
        if (chain.Base.Sequence == 0) yield break;
        yield return Line.Of(_trails.Count == 0 ? $"before them {chain.Base.Sequence} events were cut off, and the chain says so"
            : $"before them {chain.Base.Sequence} events were cut off; {_trails.Sum(t => t.Head.Sequence - t.Base.Sequence)} are in {_trails.Count} archives, each as it was written");
        foreach (var (first, last) in Gaps(chain)) yield return Line.Of($"events {first} to {last} are in no archive that was looked at", Tone.Warn);
        var unseen = anchors.Count(a => a.Sequence < chain.Base.Sequence && !_trails.Exists(t => t.Base.Sequence <= a.Sequence && a.Sequence <= t.Head.Sequence));
        if (unseen > 0) yield return Line.Of($"{unseen} of the anchors are of such events and were not checked", Tone.Warn);
    }

    private IEnumerable<(long First, long Last)> Gaps(AuditTrail chain)
    {
        var reached = 0L;
        foreach (var (from, to) in _trails.Select(t => (t.Base.Sequence, t.Head.Sequence)).Append((chain.Base.Sequence, chain.Head.Sequence)))
        {
            if (from > reached) yield return (reached + 1, from);
            reached = Math.Max(reached, to);
        }
    }

    private static IEnumerable<string> Files(string path) => !Directory.Exists(path) ? [path]
        : Directory.EnumerateFiles(path).Where(f => f.EndsWith(".jsonl", StringComparison.Ordinal) || f.EndsWith(".jsonl.gz", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
