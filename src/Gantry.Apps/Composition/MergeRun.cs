using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;
using Gantry.Resources;

namespace Gantry.Apps.Composition;

/// <summary>One merging of two trees: where it reports, and what all shapes share.</summary>
internal sealed class MergeRun(ProblemLog problems)
{
    private readonly Stack<string> path = new();

    /// <param name="shapeOf">The shape of the value under a key.</param>
    public MapNode Maps(MapNode lower, MapNode upper, Func<string, Keys.Shapes.Shape> shapeOf, bool nullsCount = false)
    {
        var entries = lower.Entries.ToList();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++) index[entries[i].Key] = i;
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in upper.Entries)
        {
            if (entry.Value.Tag == MergeTag.Reset)
            {
                removed.Add(entry.Key);
                continue;
            }

            if (!index.TryGetValue(entry.Key, out var at)) entries.Add(entry with { Value = Clean(entry.Value) });
            else if (nullsCount && entry.Value is Scalar { IsNull: true }) entries[at] = entry;
            else entries[at] = Joined(entries[at], entry, shapeOf(entry.Key));
        }

        return new MapNode(lower.At, removed.Count == 0 ? entries : [.. entries.Where(e => !removed.Contains(e.Key))], lower.Tag) { Merges = lower.Merges };
    }

    /// <summary>Both lists, one after the other.</summary>
    public static ListNode Lists(ListNode lower, ListNode upper) =>
        new(lower.At, [.. lower.Items.Concat(upper.Items.Where(i => i.Tag != MergeTag.Reset).Select(Clean))], lower.Tag);

    /// <summary>Reports that the two do not fit together; the later one stays.</summary>
    public YamlNode Refuse(YamlNode lower, YamlNode upper)
    {
        problems.Add(new Problem(upper.At.ToString(), "compose.bad-merge",
            $"'{Quote.Short(string.Join('.', path.Reverse()))}' is {Kind(upper)} here and {Kind(lower)} at {lower.At}, so the two cannot be merged.",
            "Write both alike, or put '!override' before the value here."));
        return upper;
    }

    /// <summary>The node without what it takes out of itself.</summary>
    public static YamlNode Clean(YamlNode node)
    {
        if (!node.HasTags) return node;
        return node switch
        {
            MapNode map => new MapNode(map.At, [.. map.Entries.Where(e => e.Value.Tag != MergeTag.Reset).Select(e => e with { Value = Clean(e.Value) })]) { Merges = map.Merges },
            ListNode list => new ListNode(list.At, [.. list.Items.Where(i => i.Tag != MergeTag.Reset).Select(Clean)]),
            Scalar scalar => new Scalar(scalar.At, scalar.Text, scalar.Plain) { Raw = scalar.Raw },
            _ => node,
        };
    }

    private MapEntry Joined(MapEntry lower, MapEntry upper, Keys.Shapes.Shape shape)
    {
        path.Push(upper.Key);
        var value = shape.Join(lower.Value, upper.Value, this);
        path.Pop();
        // A map that is added to stays where it began; what is replaced moves.
        return ReferenceEquals(value, lower.Value) || value.At == lower.Value.At ? lower with { Value = value } : upper with { Value = value };
    }

    private static string Kind(YamlNode node) => node switch { MapNode => "a map", ListNode => "a list", _ => "a text" };
}
