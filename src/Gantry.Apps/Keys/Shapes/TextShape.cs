using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

internal enum TextKind { Text, Whole, Decimal, Truth, Duration, Size, Path, Context, Count, SecurityOption }

/// <summary>A single value: the later one replaces the earlier. What does not fit its kind stays as it is written.</summary>
internal sealed class TextShape(TextKind kind) : Shape
{
    private static readonly string[] Elsewhere = ["http://", "https://", "git://", "git@", "ssh://", "github.com/", "docker-image://", "oci-layout://", "service:", "target:"];

    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null;

    /// <summary>False for what is fetched from elsewhere.</summary>
    public static bool IsLocal(string text) => !Elsewhere.Any(e => text.StartsWith(e, StringComparison.Ordinal));

    public override YamlNode Rebase(YamlNode node, Func<string, string> absolute) =>
        node is Scalar { IsNull: false, Text.Length: > 0 } scalar && Based(scalar.Text, absolute) is { } text
            ? new Scalar(scalar.At, text, plain: false, scalar.Tag) { Raw = scalar.Raw }
            : node;

    public override JsonNode? Canonical(YamlNode node, CanonicalRun run)
    {
        if (node is not Scalar { IsNull: false } scalar) return AnyShape.Plain(node, run);
        var text = scalar.Text;
        return kind switch
        {
            TextKind.Whole when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            TextKind.Count => text == "all" ? JsonValue.Create(-1) : new TextShape(TextKind.Whole).Canonical(node, run),
            TextKind.Decimal when Number(text) is { } number => JsonValue.Create(number),
            TextKind.Truth when Truth(text) is { } truth => JsonValue.Create(truth),
            TextKind.Duration when Durations.Parse(text) is { } time => Durations.Show(time),
            TextKind.Size when ByteSizes.Parse(text) is { } bytes => bytes.ToString(CultureInfo.InvariantCulture),
            TextKind.Path when text.Length > 0 => run.Text(run.Absolute(text)),
            TextKind.Context when text.Length > 0 && IsLocal(text) => run.Text(run.Absolute(text)),
            _ => run.Text(text),
        };
    }

    protected override YamlNode Merge(YamlNode lower, YamlNode upper, MergeRun run) =>
        upper is Scalar && lower is Scalar ? MergeRun.Clean(upper) : run.Refuse(lower, upper);

    private string? Based(string text, Func<string, string> absolute) => kind switch
    {
        TextKind.Path => absolute(text),
        TextKind.Context when IsLocal(text) => absolute(text),
        // The one security option that names a file.
        TextKind.SecurityOption when text.StartsWith("seccomp", StringComparison.Ordinal) && text.Length > 8 && text[7] is ':' or '=' && text[8..] != "unconfined" => text[..8] + absolute(text[8..]),
        _ => null,
    };

    private static bool? Truth(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "y" => true,
        "false" or "no" or "off" or "n" => false,
        _ => null,
    };
}
