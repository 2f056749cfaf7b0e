using Gantry.Apps.Reading;
using Gantry.Resources;

namespace Gantry.Apps.Yaml;

/// <summary>The entries of one map while it is read: each key once, then what the merge keys (<c>&lt;&lt;</c>) add.</summary>
internal sealed class MapEntries(ProblemLog problems)
{
    private const string MergeKey = "<<";
    private readonly List<MapEntry> entries = [];
    private readonly Dictionary<string, Mark> places = new(StringComparer.Ordinal);
    private readonly List<YamlNode> merges = [];

    /// <summary>Where the merge keys stand.</summary>
    public List<Mark> Merges { get; } = [];

    public void Add(Scalar key, Mark at, YamlNode value)
    {
        if (key.Plain && key.Text == MergeKey)
        {
            merges.Add(value);
            Merges.Add(at);
            return;
        }

        if (places.TryAdd(key.Text, at)) entries.Add(new MapEntry(key.Text, at, value));
        else
            problems.Add(new Problem(at.ToString(), "compose.duplicate-key",
                $"'{Values.Quote.Short(key.Text)}' is written twice: here and at {places[key.Text]}.", "Keep one of the two."));
    }

    /// <summary>A key of the map itself wins over a merged one, and an earlier merged map over a later one.</summary>
    public IReadOnlyList<MapEntry> Merged()
    {
        foreach (var source in merges.SelectMany(m => m is ListNode list ? list.Items : [m]))
        {
            if (source is MapNode map)
            {
                entries.AddRange(map.Entries.Where(e => places.TryAdd(e.Key, e.At)));
                continue;
            }

            problems.Add(new Problem(source.At.ToString(), "compose.bad-merge", "Only a map, or a list of maps, can be merged with '<<'.", "Write '<<: *name', where '&name' stands at a map."));
        }

        return entries;
    }
}
