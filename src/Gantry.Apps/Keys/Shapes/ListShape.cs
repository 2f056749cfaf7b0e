using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>A list: the later file's items come after the earlier's. A single value counts as a list of one.</summary>
internal sealed class ListShape(Shape item) : Shape
{
    private const int MostParts = 4096;

    /// <summary>What there may be only one of: of two items with the same the later stands, at the place of the earlier.</summary>
    public Func<YamlNode, string>? Identity { get; init; }

    /// <summary>Items that stand for several.</summary>
    public Func<YamlNode, IReadOnlyList<YamlNode>>? Split { get; init; }

    public Shape Item => item;

    public override YamlNode Rebase(YamlNode node, Func<string, string> absolute)
    {
        if (node is ListNode list) return new ListNode(list.At, [.. list.Items.Select(i => item.Rebase(i, absolute))], list.Tag);
        // A single text may have become a map, which would not count as a list of one.
        var only = item.Rebase(node, absolute);
        return node is Scalar && only is not Scalar ? new ListNode(node.At, [only], node.Tag) : only;
    }

    public override JsonNode? Canonical(YamlNode node, CanonicalRun run)
    {
        if (node is Scalar { IsNull: true }) return null;
        if (AsList(node) is not { } list) return AnyShape.Plain(node, run);
        var items = Unique(Parts(list.Items));
        return new JsonArray([.. items.Select(i => item.Canonical(i, run))]);
    }

    protected override YamlNode Merge(YamlNode lower, YamlNode upper, MergeRun run)
    {
        if (AsList(lower) is not { } below || AsList(upper) is not { } above) return AnyShape.MergeAny(lower, upper, run);
        var both = MergeRun.Lists(below, above);
        return Identity is null ? both : new ListNode(both.At, Unique(Parts(both.Items)), both.Tag);
    }

    private static ListNode? AsList(YamlNode node) => node switch
    {
        ListNode list => list,
        Scalar scalar => new ListNode(scalar.At, [MergeRun.Clean(scalar)], scalar.Tag),
        _ => null,
    };

    private List<YamlNode> Parts(IReadOnlyList<YamlNode> items)
    {
        var result = new List<YamlNode>();
        // Many wide ranges would come to millions; beyond any use they stay as they are.
        foreach (var each in items) result.AddRange(Split is null || result.Count > MostParts ? [each] : Split(each));
        return result;
    }

    private List<YamlNode> Unique(IEnumerable<YamlNode> items)
    {
        if (Identity is null) return [.. items];
        var result = new List<YamlNode>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var each in items)
        {
            if (places.TryAdd(Identity(each), result.Count)) result.Add(each);
            else result[places[Identity(each)]] = each;
        }

        return result;
    }
}
