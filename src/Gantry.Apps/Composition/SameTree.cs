using Gantry.Apps.Yaml;

namespace Gantry.Apps.Composition;

/// <summary>Whether two trees say the same, wherever they stand.</summary>
internal static class SameTree
{
    public static bool Is(YamlNode a, YamlNode b) => ReferenceEquals(a, b) || (a, b) switch
    {
        (Scalar x, Scalar y) => x.IsNull == y.IsNull && (x.IsNull || x.Text == y.Text),
        (ListNode x, ListNode y) => x.Items.Count == y.Items.Count && x.Items.Zip(y.Items).All(p => Is(p.First, p.Second)),
        (MapNode x, MapNode y) => x.Entries.Count == y.Entries.Count && Matches(x, y),
        _ => false,
    };

    private static bool Matches(MapNode a, MapNode b)
    {
        var other = b.Entries.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        return a.Entries.All(e => other.TryGetValue(e.Key, out var value) && Is(e.Value, value));
    }
}
