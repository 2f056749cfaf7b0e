using Gantry.Apps.Reading;
using Gantry.Resources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gantry.Apps.Yaml;

/// <summary>
/// Reads the one document of a file into nodes that know their place. Depth and the number of nodes that aliases and merge
/// keys can unfold to are bounded, so that a small file cannot cost much time or memory.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 64;
    private const int LongestText = 256 * 1024;

    /// <summary>How many nodes a file, and a project of several files, may unfold to.</summary>
    public const int MaxWeight = 50_000;
    private readonly Parser parser;
    private readonly string file;
    private readonly ProblemLog problems;
    private readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);
    private bool stopped;
    private readonly Stack<Mark> flows = new();

    private YamlReader(string text, string file, ProblemLog problems)
    {
        parser = new Parser(new StringReader(text));
        this.file = file;
        this.problems = problems;
    }

    private Mark? Open => flows.TryPeek(out var mark) ? mark : null;

    /// <summary>Null when the file is empty or cannot be read; then the problem was reported.</summary>
    public static YamlNode? Read(string text, string file, ProblemLog problems)
    {
        var reader = new YamlReader(text, file, problems);
        try
        {
            return reader.Document();
        }
        catch (YamlException broken)
        {
            problems.Add(new YamlSyntax(text, file).Explain(broken, reader.Open));
            return null;
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The scanner throws these for some malformed texts, without a place: it is near what was read last.
            var last = reader.parser.Current?.End ?? YamlDotNet.Core.Mark.Empty;
            problems.Add(new YamlSyntax(text, file).Explain(new YamlException(last, last, ""), reader.Open));
            return null;
        }
    }

    private YamlNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _)) return null;
        parser.Consume<DocumentStart>();
        var root = Node(1);
        if (stopped) return null;
        if (root is MapNode map && map.Find("apiVersion") is Scalar && map.Find("kind") is Scalar && map.Find("services") is null)
        {
            problems.Add(new Problem(root.At.ToString(), "compose.not-compose", "This is a Kubernetes manifest, not a compose file.", $"Make a compose file of it: gantry convert {Values.Quote.Short(file)}"));
            return null;
        }

        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
            return Stop(second.Start, "compose.several-documents", "A second document begins here; a file holds one.",
                "Remove the line with '---' and what follows, or move it to a file of its own.");
        return root;
    }

    private YamlNode? Node(int depth)
    {
        if (depth > MaxDepth)
            return Stop(parser.Current!.Start, "compose.too-deep", $"More than {MaxDepth} levels are nested here.", "Flatten this part of the file.");
        if (parser.TryConsume<AnchorAlias>(out var alias)) return Aliased(alias);
        if (parser.Current is not NodeEvent start)
            return Stop(parser.Current?.Start ?? YamlDotNet.Core.Mark.Empty, "compose.syntax", "A value is missing here.", "Write a value, or remove the key.");
        var tag = Tag(start);
        // Before the event is consumed, which reads on and may find that it is never closed.
        var isFlow = start is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow };
        if (isFlow) flows.Push(At(start.Start));
        YamlNode? node = start switch
        {
            YamlDotNet.Core.Events.Scalar => Text(tag),
            SequenceStart => List(depth, tag),
            _ => Map(depth, tag),
        };
        if (node is null) return null;
        if (isFlow) flows.Pop();
        if (node.Height > MaxDepth)
            return Stop(start.Start, "compose.too-deep", $"More than {MaxDepth} levels are nested here.", "Flatten this part of the file.");
        if (node.Weight > MaxWeight)
            return Stop(start.Start, "compose.too-large", $"This unfolds to more than {MaxWeight} values.", "Use fewer or smaller aliases and merge keys.");
        if (!start.Anchor.IsEmpty) anchors[start.Anchor.Value] = node;
        return node;
    }

    private YamlNode? Aliased(AnchorAlias alias)
    {
        if (anchors.TryGetValue(alias.Value.Value, out var node)) return node;
        var near = Values.Nearest.Of(alias.Value.Value, anchors.Keys);
        return Stop(alias.Start, "compose.unknown-anchor", $"The alias '*{alias.Value.Value}' names no anchor that stands before it.",
            near is null ? $"Write '&{alias.Value.Value}' at the value that it repeats, above this line." : $"Did you mean '*{near}'?");
    }

    private YamlNode? Text(MergeTag tag)
    {
        var scalar = parser.Consume<YamlDotNet.Core.Events.Scalar>();
        if (scalar.Value.Length > LongestText)
            return Stop(scalar.Start, "compose.too-large", $"This text is longer than {LongestText / 1024} KiB.", "Put it into a file, and mount that.");
        return new Scalar(At(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || tag != MergeTag.None), tag);
    }

    private ListNode? List(int depth, MergeTag tag)
    {
        var start = parser.Consume<SequenceStart>();
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (Node(depth + 1) is not { } item) return null;
            items.Add(item);
        }

        return new ListNode(At(start.Start), items, tag);
    }

    private MapNode? Map(int depth, MergeTag tag)
    {
        var start = parser.Consume<MappingStart>();
        var entries = new MapEntries(problems);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var at = parser.Current!.Start;
            if (Node(depth + 1) is not { } key || Node(depth + 1) is not { } value) return null;
            if (key is Scalar { IsNull: false } name) entries.Add(name, At(at), value);
            else problems.Add(new Problem(At(at).ToString(), "compose.bad-key", "A key must be a text.", "Write 'name: value'; put quotes around the name if it has special characters."));
        }

        return new MapNode(At(start.Start), entries.Merged(), tag) { Merges = entries.Merges };
    }

    private MergeTag Tag(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific || node.Tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal)) return MergeTag.None;
        if (node.Tag.Value == "!reset") return MergeTag.Reset;
        if (node.Tag.Value == "!override") return MergeTag.Override;
        problems.Add(new Problem(At(node.Start).ToString(), "compose.unknown-tag", $"The tag '{Values.Quote.Short(node.Tag.Value)}' is not accepted.",
            Values.Nearest.Of(node.Tag.Value, ["!reset", "!override"]) is { } near ? $"Did you mean '{near}'?" : "Remove the tag."));
        return MergeTag.None;
    }

    private YamlNode? Stop(YamlDotNet.Core.Mark at, string code, string message, string help)
    {
        if (!stopped) problems.Add(new Problem(At(at).ToString(), code, message, help));
        stopped = true;
        return null;
    }

    private Mark At(YamlDotNet.Core.Mark mark) => new(file, (int)mark.Line, (int)mark.Column);
}
