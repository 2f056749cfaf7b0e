using Gantry.Apps.Values;
using Gantry.Apps.Yaml;
using Gantry.Resources;

namespace Gantry.Apps.Reading;

/// <summary>
/// A value of the file, at the path by which it is reached. The typed readers (<c>Text</c>, <c>Duration</c>, …) fill in
/// variables, and answer null after reporting what is wrong.
/// </summary>
internal readonly partial struct Value
{
    private readonly YamlNode node;

    public Value(YamlNode node, string path, ReadContext context)
    {
        this.node = node;
        Path = path;
        Context = context;
        context.Map.Add(path, node.At);
    }

    public string Path { get; }
    public ReadContext Context { get; }
    public Mark Mark => node.At;
    public string Place => node.At.ToString();

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];
    public bool IsNull => node is Scalar { IsNull: true };
    public bool IsText => node is Scalar { IsNull: false };
    public bool IsList => node is ListNode;
    public bool IsMap => node is MapNode;

    /// <summary>As written, for messages and for what must be told apart from its default.</summary>
    public string Raw => node is Scalar scalar ? scalar.Raw : "";

    /// <summary>True when it asks for nothing, so that a key which is refused or has no effect need not be mentioned.</summary>
    public bool AsksNothing => node switch
    {
        Scalar scalar => scalar.IsNull || scalar.Text is "false" or "",
        ListNode list => list.Items.Count == 0,
        MapNode map => map.Entries.Count == 0,
        _ => false,
    };

    /// <summary>The keys of a map, for a look at what it is; empty for anything else.</summary>
    public IEnumerable<string> Keys => node is MapNode map ? map.Entries.Select(e => e.Key) : [];

    public IEnumerable<Value> Items(string wanted = "a list")
    {
        if (node is not ListNode list)
        {
            if (!IsNull) Wrong(wanted, "Write each item on a line of its own, after '- '.");
            yield break;
        }

        for (var i = 0; i < list.Items.Count; i++) yield return new Value(list.Items[i], $"{Path}[{i}]", Context);
    }

    /// <summary>A single text counts as a list of one.</summary>
    public IEnumerable<Value> OneOrMore() => IsText ? [this] : Items();

    public IEnumerable<(string Key, Value Value)> Entries()
    {
        if (node is not MapNode map)
        {
            if (!IsNull) Wrong("a map", "Write 'key: value' lines, indented below it.");
            yield break;
        }

        foreach (var entry in map.Entries)
        {
            var path = Path.Length == 0 ? entry.Key : $"{Path}.{entry.Key}";
            Context.Map.Add(path, entry.At);
            yield return (entry.Key, new Value(entry.Value, path, Context));
        }
    }

    /// <summary>Says nothing where a variable could not be filled in: that was said, and what is left of the value means nothing.</summary>
    public void Refuse(string code, string message, string help)
    {
        if (!Context.Problems.IsUnfilled(Place)) Context.Problems.Add(new Problem(Place, code, message, Better(help)));
    }

    /// <summary>In a longer text nobody looks for the variable that is missing.</summary>
    private const int LongestHelped = 4096;

    /// <summary>What is wrong with a value is often not the value.</summary>
    private string Better(string help) => Raw is ['\u201C' or '\u201D' or '\u201E' or '\u2018' or '\u2019' or '\u00AB' or '\u00BB', ..] ? "Replace the typographic quotation marks by straight ones: \"."
        : Raw.Length <= LongestHelped && Raw.Contains('$') && Interpolation.Fill(Raw, Context.Variables.Find).Findings.FirstOrDefault(f => f.Issue == InterpolationIssue.Missing) is { Name: var name } ? Variables.HowToSet(name)
        : help;

    /// <summary>Where its key stands rather than its value.</summary>
    public void RefuseKey(string code, string message, string help) => Context.Problems.Add(new Problem(Context.Map.Place(Path), code, message, help));

    public void Say(Severity severity, string code, string message, string help) =>
        Context.Problems.Add(new Problem(Context.Map.Place(Path), code, message, help, severity));

    public void Wrong(string wanted, string help)
    {
        var found = node switch { ListNode => "a list", MapNode => "a map", Scalar { IsNull: true } => "nothing", _ => "a text" };
        Refuse("compose.wrong-type", $"{Quote.Short(Label)} must be {wanted}, and {found} stands here.", help);
    }

    /// <summary>How messages call it: the key, or the item of a list.</summary>
    public string Label => $"'{Name}'";

    /// <summary>What stands there, for messages; as written where variables are in it, since their values may be secret.</summary>
    public string Shown => $"'{Quote.Short(Raw)}'";
}
