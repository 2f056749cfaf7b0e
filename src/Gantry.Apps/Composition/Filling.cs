using Gantry.Apps.Reading;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Composition;

/// <summary>
/// Fills variables into the values of a tree, never into keys. Under <c>x-</c> keys, which may hold anything, what is no
/// variable stays as it is without a word; where an alias brings the same text elsewhere, it counts there.
/// </summary>
internal sealed class Filling(Variables variables)
{
    private readonly Dictionary<YamlNode, YamlNode> done = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<YamlNode, YamlNode> doneQuietly = new(ReferenceEqualityComparer.Instance);

    public YamlNode Fill(YamlNode node, bool quiet = false)
    {
        // What has been filled in is shared as it was, or a small file with many aliases would grow large.
        var seen = quiet ? doneQuietly : done;
        if (seen.TryGetValue(node, out var known)) return known;
        YamlNode filled = node switch
        {
            MapNode map => Map(map, quiet),
            ListNode list => List(list, quiet),
            _ => Text((Scalar)node, quiet),
        };
        seen[node] = filled;
        return filled;
    }

    private MapNode Map(MapNode map, bool quiet)
    {
        var changed = false;
        var entries = new MapEntry[map.Entries.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = map.Entries[i];
            var isOthers = entry.Key.StartsWith("x-", StringComparison.Ordinal) && entry.Key != "x-gantry";
            var value = Fill(entry.Value, quiet || isOthers);
            changed |= !ReferenceEquals(value, entry.Value);
            entries[i] = ReferenceEquals(value, entry.Value) ? entry : entry with { Value = value };
        }

        return changed ? new MapNode(map.At, entries, map.Tag) { Merges = map.Merges } : map;
    }

    private ListNode List(ListNode list, bool quiet)
    {
        var items = list.Items.Select(i => Fill(i, quiet)).ToArray();
        return items.Where((item, i) => !ReferenceEquals(item, list.Items[i])).Any() ? new ListNode(list.At, items, list.Tag) : list;
    }

    private Scalar Text(Scalar scalar, bool quiet)
    {
        if (!scalar.Text.Contains('$')) return scalar;
        var text = quiet ? variables.FillQuietly(scalar.Text) : variables.Fill(scalar.Text, scalar.At.ToString());
        return text == scalar.Text ? scalar : new Scalar(scalar.At, text, plain: false, scalar.Tag) { Raw = scalar.Text };
    }
}
