using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>Host names with addresses, as a list of <c>name=address</c> or <c>name:address</c>, or as a map: merged as a list without repetition.</summary>
internal sealed class HostsShape : Shape
{
    public override JsonNode? Canonical(YamlNode node, CanonicalRun run)
    {
        if (node is Scalar { IsNull: true }) return null;
        return AsList(node) is { } list
            ? new JsonArray([.. list.Items.Select(i => Normal(((Scalar)i).Text)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(t => (JsonNode?)run.Text(t))])
            : AnyShape.Plain(node, run);
    }

    protected override YamlNode Merge(YamlNode lower, YamlNode upper, MergeRun run)
    {
        if (AsList(lower) is not { } below || AsList(upper) is not { } above) return AnyShape.MergeAny(lower, upper, run);
        var both = MergeRun.Lists(below, above);
        return new ListNode(both.At, [.. both.Items.DistinctBy(i => Normal(((Scalar)i).Text))], both.Tag);
    }

    private static string Normal(string text)
    {
        var at = text.IndexOf('=');
        if (at < 0) at = text.IndexOf(':');
        return at < 0 ? text : $"{text[..at].Trim()}={text[(at + 1)..].Trim().TrimStart('[').TrimEnd(']')}";
    }

    private static ListNode? AsList(YamlNode node) => node switch
    {
        ListNode list when list.Items.All(i => i is Scalar) => list,
        MapNode map when map.Entries.All(e => e.Value is Scalar || e.Value is ListNode { Items: var items } && items.All(i => i is Scalar)) =>
            new ListNode(map.At, [.. map.Entries.SelectMany(Items)], map.Tag),
        _ => null,
    };

    private static IEnumerable<YamlNode> Items(MapEntry entry) => (entry.Value is ListNode list ? list.Items : [entry.Value]).Cast<Scalar>()
        .Select(address => new Scalar(entry.At, $"{entry.Key}={address.Text}", plain: false, address.Tag) { Raw = $"{entry.Key}={address.Raw}" });
}
