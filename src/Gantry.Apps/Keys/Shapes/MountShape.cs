using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>Mounts of a service: <c>[source:]target[:mode]</c> and the long form. A bind mount's source is a path.</summary>
internal sealed class MountShape : Shape
{
    private static readonly TextShape Text = new(TextKind.Text), Truth = new(TextKind.Truth), Path = new(TextKind.Path);

    private static readonly MapShape Long = new(new Dictionary<string, Shape>(StringComparer.Ordinal)
    {
        ["type"] = Text, ["source"] = Text, ["target"] = Text, ["read_only"] = Truth, ["consistency"] = Text,
        ["bind"] = new MapShape(new Dictionary<string, Shape>(StringComparer.Ordinal) { ["propagation"] = Text, ["create_host_path"] = Truth, ["selinux"] = Text, ["recursive"] = Text })
        {
            NullIsEmpty = true, Defaults = static (bind, _) => bind.TryAdd("create_host_path", true),
        },
        ["volume"] = new MapShape(new Dictionary<string, Shape>(StringComparer.Ordinal) { ["nocopy"] = Truth, ["subpath"] = Text, ["labels"] = new PairsShape(Text, empty: "") }) { NullIsEmpty = true },
        ["tmpfs"] = new MapShape(new Dictionary<string, Shape>(StringComparer.Ordinal) { ["size"] = new TextShape(TextKind.Size), ["mode"] = new TextShape(TextKind.Whole) }) { NullIsEmpty = true },
        ["image"] = new MapShape(new Dictionary<string, Shape>(StringComparer.Ordinal) { ["subpath"] = Text }) { NullIsEmpty = true },
    });

    /// <summary>Two mounts at one place of the container are one.</summary>
    public static string Identity(YamlNode node)
    {
        var target = node switch
        {
            Scalar scalar => Parts(scalar.Text).Target,
            MapNode map when map.Find("target") is Scalar written => written.Text,
            _ => null,
        };
        return target is { Length: > 0 } ? Trimmed(target) : $"?{node.At}";
    }

    public static bool IsPath(string source) => source is ['.' or '/' or '~', ..];

    public override YamlNode Rebase(YamlNode node, Func<string, string> absolute)
    {
        if (node is Scalar scalar && Parts(scalar.Text) is { Source: { } source } parts && IsPath(source))
            return new Scalar(scalar.At, $"{absolute(source)}:{parts.Target}{(parts.Mode is null ? "" : ":" + parts.Mode)}", plain: false, scalar.Tag) { Raw = scalar.Raw };
        return node is MapNode map && IsBind(map)
            ? new MapNode(map.At, [.. map.Entries.Select(e => e.Key == "source" ? e with { Value = Path.Rebase(e.Value, absolute) } : e)], map.Tag) { Merges = map.Merges }
            : node;
    }

    public override JsonNode? Canonical(YamlNode node, CanonicalRun run)
    {
        if (node is Scalar scalar) return Short(scalar, run);
        if (Long.Canonical(node, run) is not JsonObject mount) return Long.Canonical(node, run);
        if (node is MapNode map && IsBind(map))
        {
            if (map.Find("source") is { } source) mount["source"] = Path.Canonical(source, run);
            mount.TryAdd("bind", new JsonObject { ["create_host_path"] = true });
        }

        if (mount["target"] is JsonValue target) mount["target"] = Trimmed(target.ToString());
        if (mount["type"]?.ToString() == "volume") mount.TryAdd("volume", new JsonObject());
        return CanonicalRun.Sorted(mount);
    }

    protected override YamlNode Merge(YamlNode lower, YamlNode upper, MergeRun run) => MergeRun.Clean(upper);

    private static bool IsBind(MapNode map) => map.Find("type") is Scalar { Text: "bind" };

    private static JsonNode? Short(Scalar scalar, CanonicalRun run)
    {
        var (source, target, mode) = Parts(scalar.Text);
        if (target.Length == 0) return run.Text(scalar.Text);
        var isBind = source is not null && IsPath(source);
        var detail = new JsonObject();
        if (isBind) detail["create_host_path"] = true;
        var mount = new JsonObject
        {
            ["type"] = isBind ? "bind" : "volume",
            ["target"] = run.Text(Trimmed(target)),
            [isBind ? "bind" : "volume"] = detail,
        };
        if (source is not null) mount["source"] = run.Text(isBind ? run.Absolute(source) : source);
        foreach (var option in mode?.Split(',') ?? [])
        {
            switch (option)
            {
                case "ro": mount["read_only"] = true; break;
                case "z" or "Z" when isBind: detail["selinux"] = option; break;
                case "nocopy" when !isBind: detail["nocopy"] = true; break;
                case "cached" or "delegated" or "consistent": mount["consistency"] = option; break;
                case "shared" or "rshared" or "slave" or "rslave" or "private" or "rprivate" when isBind: detail["propagation"] = option; break;
            }
        }

        return CanonicalRun.Sorted(mount);
    }

    private static string Trimmed(string target) => target.Length > 1 ? target.TrimEnd('/') : target;

    private static (string? Source, string Target, string? Mode) Parts(string text)
    {
        var colons = Colons(text).Take(2).ToList();
        return colons switch
        {
            [] => (null, text, null),
            [var only] => (text[..only], text[(only + 1)..], null),
            _ => (text[..colons[0]], text[(colons[0] + 1)..colons[1]], text[(colons[1] + 1)..]),
        };
    }

    /// <summary>Those that separate parts: not those of variables, where these have been left as they are.</summary>
    private static IEnumerable<int> Colons(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{' && i > 0 && text[i - 1] == '$') depth++;
            else if (text[i] == '}' && depth > 0) depth--;
            else if (text[i] == ':' && depth == 0) yield return i;
        }
    }
}
