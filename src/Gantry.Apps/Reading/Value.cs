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

    public void Refuse(string code, string message, string help) => Context.Problems.Add(new Problem(Place, code, message, help));

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
