using System.Globalization;
using Gantry.Cli.Text;
using Gantry.Resources.Api;

namespace Gantry.Cli.Views;

/// <summary>The sum of a collection.</summary>
/// <param name="dryRun">Nothing was freed.</param>
public sealed class CollectionTally(bool dryRun)
{
    private readonly Dictionary<string, long> _going = new(StringComparer.Ordinal);
    private readonly HashSet<string> _staying = new(StringComparer.Ordinal);
    private long _manifests;

    public bool DryRun { get; } = dryRun;

    public void Add(CollectionLine line)
    {
        if (line.Stays) _staying.Add(line.Digest);
        else if (line.Kind == "manifest") _manifests++;
        else if (DryRun || line.Repository.Length == 0) _going[line.Digest] = line.Size;
    }

    /// <summary>Bytes are counted once, however many repositories let go of them, and not while one holds them yet.</summary>
    public Line Render()
    {
        var gone = _going.Where(b => !_staying.Contains(b.Key)).ToList();
        var text = string.Create(CultureInfo.InvariantCulture, $"{_manifests} {(_manifests == 1 ? "manifest" : "manifests")} and {gone.Count} {(gone.Count == 1 ? "blob" : "blobs")}, {RegistryView.Bytes(gone.Sum(b => b.Value))}");
        return DryRun ? Line.Of($"{text} would go, {_staying.Count} stay. Nothing was changed.", Tone.Strong) : Line.Of($"{text} freed.", Tone.Strong);
    }
}
