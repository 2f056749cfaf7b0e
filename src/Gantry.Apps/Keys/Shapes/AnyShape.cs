using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>A value that nothing is known of: maps are merged, lists appended, texts replaced; it stays as it is written.</summary>
internal sealed class AnyShape : Shape
{
    public static AnyShape It { get; } = new();

    public override JsonNode? Canonical(YamlNode node, CanonicalRun run) => Plain(node, run);

    /// <summary>The value as YAML means it.</summary>
    public static JsonNode? Plain(YamlNode node, CanonicalRun run)
    {
        switch (node)
        {
            case MapNode map:
                var result = new JsonObject();
                foreach (var entry in map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal)) result[entry.Key] = Plain(entry.Value, run);
                return result;
            case ListNode list:
                return new JsonArray([.. list.Items.Select(i => Plain(i, run))]);
            default:
                return Typed((Scalar)node, run);
        }
    }

    protected override YamlNode Merge(YamlNode lower, YamlNode upper, MergeRun run) => MergeAny(lower, upper, run);

    public static YamlNode MergeAny(YamlNode lower, YamlNode upper, MergeRun run) => (lower, upper) switch
    {
        (MapNode below, MapNode above) => run.Maps(below, above, static _ => It),
        (ListNode below, ListNode above) => MergeRun.Lists(below, above),
        (Scalar, Scalar) => MergeRun.Clean(upper),
        _ => run.Refuse(lower, upper),
    };

    private static JsonNode? Typed(Scalar scalar, CanonicalRun run)
    {
        if (scalar.IsNull) return null;
        if (!scalar.Plain) return run.Text(scalar.Text);
        return scalar.Text switch
        {
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ when long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            _ when TextShape.Number(scalar.Text) is { } number => JsonValue.Create(number),
            _ => run.Text(scalar.Text),
        };
    }
}
