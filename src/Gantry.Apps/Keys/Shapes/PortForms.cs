using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>Ports: <c>[address:][published:]target[/protocol]</c>, also ranges, and the long form.</summary>
internal static class PortForms
{
    private const int WidestRange = 1024;

    /// <summary>The short form as the long one; null when it cannot be read.</summary>
    public static MapNode? Long(Scalar node)
    {
        if (Parts(node.Text) is not { } parts) return null;
        var entries = new List<MapEntry>();
        void Add(string key, string? value)
        {
            if (value is { Length: > 0 }) entries.Add(new MapEntry(key, node.At, new Scalar(node.At, value, plain: false) { Raw = node.Raw }));
        }

        Add("host_ip", parts.Address);
        Add("published", parts.Published);
        Add("target", parts.Target);
        Add("protocol", parts.Protocol);
        return new MapNode(node.At, entries, node.Tag);
    }

    /// <summary>A range in the short form as one mapping for each of its ports.</summary>
    public static IReadOnlyList<YamlNode> Split(YamlNode node)
    {
        if (node is not Scalar scalar || Parts(scalar.Text) is not { } parts || PortText.Range(parts.Target) is not { Length: > 1 and <= WidestRange } inside) return [node];
        var address = parts.Address is null ? "" : parts.Address.Contains(':', StringComparison.Ordinal) ? $"[{parts.Address}]:" : parts.Address + ":";
        var suffix = parts.Protocol is null ? "" : "/" + parts.Protocol;
        if (parts.Published.Length == 0)
            return [.. Enumerable.Range(0, inside.Length).Select(i => One(scalar, Text($"{address}{inside.First + i}{suffix}")))];
        if (PortText.Range(parts.Published) is not { } outside || outside.Length != inside.Length) return [node];
        return [.. Enumerable.Range(0, inside.Length).Select(i => One(scalar, Text($"{address}{outside.First + i}:{inside.First + i}{suffix}")))];
    }

    /// <summary>What two ports must not share.</summary>
    public static string Identity(YamlNode node)
    {
        var map = node as MapNode ?? (node is Scalar scalar ? Long(scalar) : null);
        if (map is null) return $"?{node.At}";
        string Of(string key, string without) => map.Find(key) is Scalar { IsNull: false } value ? value.Text : without;
        return $"{Of("host_ip", "")}|{Of("published", "")}|{Of("target", "")}|{Of("protocol", "tcp")}";
    }

    public static void Defaults(JsonObject port, CanonicalRun run)
    {
        port.TryAdd("mode", "ingress");
        port.TryAdd("protocol", "tcp");
    }

    private static (string? Address, string Published, string Target, string? Protocol)? Parts(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var protocol = slash < 0 ? null : text[(slash + 1)..];
        var numbers = slash < 0 ? text : text[..slash];
        string? address = null;
        if (numbers.StartsWith('['))
        {
            var close = numbers.IndexOf("]:", StringComparison.Ordinal);
            if (close < 0) return null;
            address = numbers[1..close];
            numbers = numbers[(close + 2)..];
        }

        var colon = numbers.LastIndexOf(':');
        var target = numbers[(colon + 1)..];
        var published = colon < 0 ? "" : numbers[..colon];
        colon = published.LastIndexOf(':');
        if (colon >= 0)
        {
            if (address is not null) return null;
            address = published[..colon];
            published = published[(colon + 1)..];
        }

        return PortText.Range(target) is null || (published.Length > 0 && PortText.Range(published) is null) ? null : (address, published, target, protocol);
    }

    private static Scalar One(Scalar of, string text) => new(of.At, text, plain: false) { Raw = of.Raw };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
