namespace Gantry.Apps.Yaml;

/// <summary>
/// A node of a file with its place. Aliases share the node they name, so the tree takes little room however often it is
/// repeated; <see cref="Weight"/> says how many nodes a reader would meet.
/// </summary>
internal abstract class YamlNode(Mark at)
{
    public Mark At { get; } = at;
    public abstract long Weight { get; }
    public abstract int Height { get; }
}

internal sealed class Scalar(Mark at, string text, bool plain) : YamlNode(at)
{
    /// <summary>As written: variables are not filled in.</summary>
    public string Text { get; } = text;

    /// <summary>True when it is neither quoted nor a block, so that it may mean null, a number or a truth value.</summary>
    public bool Plain { get; } = plain;
    public bool IsNull => Plain && Text is ("" or "~" or "null" or "Null" or "NULL");
    public override long Weight => 1;
    public override int Height => 1;
}

internal sealed class ListNode(Mark at, IReadOnlyList<YamlNode> items) : YamlNode(at)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;
    public override long Weight { get; } = 1 + items.Sum(i => i.Weight);
    public override int Height { get; } = 1 + (items.Count == 0 ? 0 : items.Max(i => i.Height));
}

internal sealed class MapNode(Mark at, IReadOnlyList<MapEntry> entries) : YamlNode(at)
{
    /// <summary>In the order of the file, each key once, merge keys resolved.</summary>
    public IReadOnlyList<MapEntry> Entries { get; } = entries;
    public override long Weight { get; } = 1 + entries.Sum(e => e.Value.Weight);
    public override int Height { get; } = 1 + (entries.Count == 0 ? 0 : entries.Max(e => e.Value.Height));
}

internal sealed record MapEntry(string Key, Mark At, YamlNode Value);
