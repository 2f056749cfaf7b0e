using Gantry.Resources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Gantry.Apps.Conversion;

/// <summary>A part of a Kubernetes manifest, or nothing: what is not there has no parts either.</summary>
internal readonly struct Part(YamlNode? node)
{
    public bool IsThere => node is not null;
    public string? Text => node is YamlScalarNode { Value: { } value } scalar && (value.Length > 0 || scalar.Style != ScalarStyle.Plain) ? value : null;
    public IEnumerable<Part> Items => node is YamlSequenceNode list ? list.Children.Select(c => new Part(c)) : [];
    public IEnumerable<(string Key, Part Value)> Entries => node is YamlMappingNode map ? map.Children.Select(c => ((c.Key as YamlScalarNode)?.Value ?? "", new Part(c.Value))) : [];

    public Part this[string path]
    {
        get
        {
            var at = node;
            foreach (var key in path.Split('.')) at = at is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var next) ? next : null;
            return new Part(at);
        }
    }

    public string Or(string otherwise) => Text ?? otherwise;
}

/// <summary>Reads the documents of a manifest within bounds.</summary>
internal static class Manifest
{
    private const int Longest = 4 << 20;
    private const int MostEvents = 200_000;
    private const int Deepest = 64;

    public static Outcome<IReadOnlyList<Part>> Read(string text)
    {
        if (text.Length > Longest) return Refused("The manifest is larger than 4 MiB.", "Convert its parts one by one.");
        try
        {
            if (!Fits(text)) return Refused("The manifest is nested too deeply, or has too many parts.", "Convert its parts one by one.");
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return new Outcome<IReadOnlyList<Part>>([.. stream.Documents.SelectMany(d => Listed(new Part(d.RootNode)))], null);
        }
        catch (Exception broken) when (broken is YamlException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            var place = broken is YamlException yaml ? $"manifest:{yaml.Start.Line}:{yaml.Start.Column}" : "manifest";
            return new Problem(place, "convert.bad-yaml", "This is not YAML.", "Put it right there, or print it anew: kubectl get … -o yaml");
        }
    }

    /// <summary>Looked at piece by piece first: the tree is only built of what is small enough.</summary>
    private static bool Fits(string text)
    {
        var parser = new Parser(new StringReader(text));
        for (var (events, depth) = (0, 0); parser.MoveNext(); events++)
        {
            depth += parser.Current!.NestingIncrease;
            if (events > MostEvents || depth > Deepest) return false;
        }

        return true;
    }

    /// <summary>The parts of a <c>List</c>, or the one itself.</summary>
    private static IEnumerable<Part> Listed(Part document) => document["kind"].Text is { } kind && kind.EndsWith("List", StringComparison.Ordinal) && document["items"].IsThere ? document["items"].Items : [document];

    private static Problem Refused(string why, string help) => new("manifest", "convert.too-large", why, help);
}
