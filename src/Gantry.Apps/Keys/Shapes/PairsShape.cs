using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>Names with values, as a map or as a list of <c>NAME=value</c>: merged name by name across both forms.</summary>
/// <param name="value">The shape of the values.</param>
/// <param name="empty">What a name without a value means: nothing said (null), or the empty text.</param>
internal sealed class PairsShape(Shape value, string? empty = null) : Shape
{
    public override YamlNode Rebase(YamlNode node, Func<string, string> absolute) =>
        AsMap(node) is { } map ? new MapNode(map.At, [.. map.Entries.Select(e => e with { Value = value.Rebase(e.Value, absolute) })], node.Tag) { Merges = map.Merges } : node;

    public override JsonNode? Canonical(YamlNode node, CanonicalRun run)
    {
        if (node is Scalar { IsNull: true }) return null;
        if (AsMap(node) is not { } map) return AnyShape.Plain(node, run);
        var result = new JsonObject();
        foreach (var entry in map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
            result[entry.Key] = entry.Value is Scalar { IsNull: true } ? empty : value.Canonical(entry.Value, run);
        return result;
    }

    protected override YamlNode Merge(YamlNode lower, YamlNode upper, MergeRun run) =>
        AsMap(lower) is { } below && AsMap(upper) is { } above ? run.Maps(below, above, _ => value, nullsCount: true) : AnyShape.MergeAny(lower, upper, run);

    /// <summary>Null when it is neither form.</summary>
    public static MapNode? AsMap(YamlNode node)
    {
        if (node is MapNode map) return map;
        if (node is not ListNode list || list.Items.Any(i => i is not Scalar { IsNull: false })) return null;
        var entries = new List<MapEntry>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in list.Items.Cast<Scalar>())
        {
            var entry = Pair(item);
            if (index.TryAdd(entry.Key, entries.Count)) entries.Add(entry);
            else entries[index[entry.Key]] = entry;
        }

        return new MapNode(list.At, entries, list.Tag);
    }

    private static MapEntry Pair(Scalar item)
    {
        var equals = item.Text.IndexOf('=');
        if (equals < 0) return new MapEntry(item.Text, item.At, new Scalar(item.At, "", plain: true, item.Tag));
        var raw = item.Raw.IndexOf('=');
        return new MapEntry(item.Text[..equals], item.At, new Scalar(item.At, item.Text[(equals + 1)..], plain: false, item.Tag) { Raw = item.Raw[(raw + 1)..] });
    }
}
