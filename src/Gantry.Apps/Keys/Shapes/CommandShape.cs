using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>A command: the later one replaces the earlier as a whole.</summary>
/// <param name="shell">True: a text is for the container's shell (the test of a health check); false: it is split as a shell splits it.</param>
internal sealed class CommandShape(bool shell) : Shape
{
    public override JsonNode? Canonical(YamlNode node, CanonicalRun run)
    {
        if (node is Scalar { IsNull: true }) return null;
        if (node is not Scalar scalar) return node is ListNode list ? new JsonArray([.. list.Items.Select(i => Word(i, run))]) : AnyShape.Plain(node, run);
        if (shell) return new JsonArray("CMD-SHELL", run.Text(scalar.Text));
        // A variable that is not filled in may hold several words, or spaces in its default.
        if (!run.Filled && scalar.Text.Contains('$')) return run.Text(scalar.Text);
        return ShellWords.Split(scalar.Text).Words is { } words ? new JsonArray([.. words.Select(w => (JsonNode?)run.Text(w))]) : run.Text(scalar.Text);
    }

    protected override YamlNode Merge(YamlNode lower, YamlNode upper, MergeRun run) => MergeRun.Clean(upper);

    private static JsonNode? Word(YamlNode node, CanonicalRun run) => node is Scalar { IsNull: false } scalar ? run.Text(scalar.Text) : AnyShape.Plain(node, run);
}
