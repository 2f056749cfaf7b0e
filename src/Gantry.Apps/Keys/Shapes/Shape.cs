using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>
/// What a key's value looks like: how two files' values become one (the specification's merge rules), which parts are paths,
/// and what its canonical form is. Beside a key's rule this is all that is known of a key before its meaning.
/// </summary>
internal abstract class Shape
{
    /// <summary>The value of a later file over that of an earlier one. What says nothing changes nothing.</summary>
    public YamlNode Join(YamlNode lower, YamlNode upper, MergeRun run)
    {
        if (upper.Tag == MergeTag.Override) return MergeRun.Clean(upper);
        if (upper is Scalar { IsNull: true }) return lower;
        return lower is Scalar { IsNull: true } ? MergeRun.Clean(upper) : Merge(lower, upper, run);
    }

    /// <summary>Its relative paths made absolute, for values that come from another folder than the project's.</summary>
    public virtual YamlNode Rebase(YamlNode node, Func<string, string> absolute) => node;

    /// <summary>Null: it is left out.</summary>
    public abstract JsonNode? Canonical(YamlNode node, CanonicalRun run);

    protected abstract YamlNode Merge(YamlNode lower, YamlNode upper, MergeRun run);
}
