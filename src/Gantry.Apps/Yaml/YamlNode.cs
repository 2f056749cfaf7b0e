namespace Gantry.Apps.Yaml;

/// <summary>What a node asks of the merging of several files, by its tag.</summary>
internal enum MergeTag
{
    None,

    /// <summary><c>!reset</c>: what was written before is taken out.</summary>
    Reset,

    /// <summary><c>!override</c>: what was written before is replaced as a whole.</summary>
    Override,
}

/// <summary>
/// A node of a file with its place. Aliases share the node they name, so the tree takes little room however often it is
/// repeated; <see cref="Weight"/> says how many nodes a reader would meet.
/// </summary>
internal abstract class YamlNode(Mark at, MergeTag tag)
{
    public Mark At { get; } = at;
    public MergeTag Tag { get; } = tag;
    public abstract long Weight { get; }
    public abstract int Height { get; }

    /// <summary>True when it or anything in it directs merging.</summary>
    public abstract bool HasTags { get; }
}

internal sealed class Scalar(Mark at, string text, bool plain, MergeTag tag = MergeTag.None) : YamlNode(at, tag)
{
    /// <summary>With variables filled in, once that was done.</summary>
    public string Text { get; } = text;

    /// <summary>As written in the file.</summary>
    public string Raw { get; init; } = text;

    /// <summary>True when it is neither quoted nor a block nor has variables, so that it may mean null, a number or a truth value.</summary>
    public bool Plain { get; } = plain;
    public bool IsNull => Plain && Text is ("" or "~" or "null" or "Null" or "NULL");
    public override long Weight => 1;
    public override int Height => 1;
    public override bool HasTags => Tag != MergeTag.None;
}

internal sealed class ListNode(Mark at, IReadOnlyList<YamlNode> items, MergeTag tag = MergeTag.None) : YamlNode(at, tag)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;
    public override long Weight { get; } = 1 + items.Sum(i => i.Weight);
    public override int Height { get; } = 1 + (items.Count == 0 ? 0 : items.Max(i => i.Height));
    public override bool HasTags { get; } = tag != MergeTag.None || items.Any(i => i.HasTags);
}

internal sealed class MapNode(Mark at, IReadOnlyList<MapEntry> entries, MergeTag tag = MergeTag.None) : YamlNode(at, tag)
{
    /// <summary>In the order of the file, each key once, merge keys resolved.</summary>
    public IReadOnlyList<MapEntry> Entries { get; } = entries;

    /// <summary>Where its merge keys (<c>&lt;&lt;</c>) stand.</summary>
    public IReadOnlyList<Mark> Merges { get; init; } = [];
    public override long Weight { get; } = 1 + entries.Sum(e => e.Value.Weight);
    public override int Height { get; } = 1 + (entries.Count == 0 ? 0 : entries.Max(e => e.Value.Height));
    public override bool HasTags { get; } = tag != MergeTag.None || entries.Any(e => e.Value.HasTags);

    public YamlNode? Find(string key) => Entries.FirstOrDefault(e => e.Key == key)?.Value;
}

internal sealed record MapEntry(string Key, Mark At, YamlNode Value);
