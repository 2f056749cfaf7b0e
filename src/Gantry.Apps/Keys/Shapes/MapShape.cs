using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>A map whose keys have shapes of their own.</summary>
/// <param name="rest">The shape of the keys that are not named: names that people give.</param>
internal sealed class MapShape(IReadOnlyDictionary<string, Shape> keys, Shape? rest = null) : Shape
{
    /// <summary>Makes a map of the short form; null when it has none or this is not it.</summary>
    public Func<Scalar, MapNode?>? FromShort { get; init; }

    /// <summary>The canonical form of the short form, where that stays short; the long form is for merging then.</summary>
    public Shape? ShortStays { get; init; }

    /// <summary>The same for a list.</summary>
    public Func<ListNode, MapNode?>? FromList { get; init; }

    /// <summary>Fills in what the specification takes for granted.</summary>
    public Action<JsonObject, CanonicalRun>? Defaults { get; init; }

    /// <summary>A path that is the folder of the file when it is not written.</summary>
    public string? FolderKey { get; init; }

    /// <summary>The one key whose value says whether the two can be merged: where it differs, the later replaces the earlier.</summary>
    public string? KindKey { get; init; }

    /// <summary>True where a key without a value still says something.</summary>
    public bool KeepsNulls { get; init; }

    /// <summary>True where no value means a map with nothing but its defaults.</summary>
    public bool NullIsEmpty { get; init; }

    public IReadOnlyDictionary<string, Shape> Keys => keys;

    public Shape Of(string key) => keys.TryGetValue(key, out var shape) ? shape : key.StartsWith("x-", StringComparison.Ordinal) ? AnyShape.It : rest ?? AnyShape.It;

    /// <summary>The long form, where there is one.</summary>
    public YamlNode Long(YamlNode node) => node switch
    {
        Scalar { IsNull: false } text when FromShort?.Invoke(text) is { } map => map,
        ListNode list when FromList?.Invoke(list) is { } map => map,
        _ => node,
    };

    public override YamlNode Rebase(YamlNode node, Func<string, string> absolute)
    {
        if (Long(node) is not MapNode map) return node;
        var entries = map.Entries.Select(e => e with { Value = Of(e.Key).Rebase(e.Value, absolute) }).ToList();
        if (FolderKey is { } folder && map.Entries.All(e => e.Key != folder)) entries.Add(new MapEntry(folder, map.At, new Scalar(map.At, absolute("."), plain: false) { Raw = "." }));
        return new MapNode(map.At, entries, node.Tag) { Merges = map.Merges };
    }

    public override JsonNode? Canonical(YamlNode node, CanonicalRun run)
    {
        if (ShortStays is not null && node is Scalar { IsNull: false }) return ShortStays.Canonical(node, run);
        var full = Long(node);
        if (full is Scalar { IsNull: true })
        {
            if (!NullIsEmpty) return null;
            full = new MapNode(full.At, []);
        }

        if (full is not MapNode map) return AnyShape.Plain(full, run);
        var result = new JsonObject();
        foreach (var entry in map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            if (Of(entry.Key).Canonical(entry.Value, run) is { } value) result[entry.Key] = value;
            else if (KeepsNulls) result[entry.Key] = null;
        }

        if (Defaults is null) return result;
        Defaults(result, run);
        return CanonicalRun.Sorted(result);
    }

    protected override YamlNode Merge(YamlNode lower, YamlNode upper, MergeRun run)
    {
        if (ShortStays is not null && upper is Scalar && lower is not ListNode) return MergeRun.Clean(upper);
        if (Long(lower) is not MapNode below || Long(upper) is not MapNode above) return AnyShape.MergeAny(lower, upper, run);
        var differs = KindKey is { } kind && below.Find(kind) is Scalar was && above.Find(kind) is Scalar { IsNull: false } now && was.Text != now.Text;
        return differs ? MergeRun.Clean(above) : run.Maps(below, above, Of);
    }
}
