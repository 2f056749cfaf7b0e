using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Apps.Composition;
using Gantry.Apps.Reading;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Canonical;

/// <summary>
/// A project in one file and one syntax: files merged, variables filled in, long forms, absolute paths, defaults of the
/// specification. It holds whatever the user wrote, also secrets in environment variables.
/// </summary>
public sealed class CanonicalForm
{
    private readonly Lazy<JsonObject> root;
    private readonly MapNode tree;
    private readonly Variables variables;

    internal CanonicalForm(MapNode tree, ProjectFiles files, Surroundings surroundings, ProjectName name, bool filled)
    {
        this.tree = tree;
        variables = surroundings.Variables;
        // What cannot be read was reported when the project was.
        var quiet = new ProjectFiles(files.Directory, new ProblemLog());
        root = new(() => new Finishing(new CanonicalRun(quiet, filled), quiet, variables).Finish(tree, name.Text, filled ? surroundings.Profiles : ["*"], filled));
    }

    /// <summary>The services that take part, by name.</summary>
    public IReadOnlyList<string> Services => [.. Section("services").Select(s => s.Key)];

    public IReadOnlyList<string> Volumes => [.. Section("volumes").Select(s => s.Key)];

    /// <summary>The image of each service; one that is built and not named is called after project and service.</summary>
    public IReadOnlyList<string> Images =>
        [.. Section("services").Select(s => CanonicalRun.At(s.Value, "image")?.ToString() ?? $"{root.Value["name"]}-{s.Key}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Every profile that a service names, whether it was asked for or not.</summary>
    public IReadOnlyList<string> Profiles =>
        [.. ((tree.Find("services") as MapNode)?.Entries ?? []).Select(e => (e.Value as MapNode)?.Find("profiles")).OfType<ListNode>()
            .SelectMany(l => l.Items).OfType<Scalar>().Select(s => s.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What is filled into the files: <c>NAME=value</c>, by name.</summary>
    public IReadOnlyList<string> Environment => [.. variables.All.Select(v => $"{v.Key}={v.Value}")];

    public string ToYaml() => YamlText.Of(root.Value);

    /// <summary>The same as one document; <c>command</c> and <c>entrypoint</c> are there in any case, null when not written.</summary>
    public string ToJson()
    {
        var all = (JsonObject)root.Value.DeepClone();
        foreach (var (_, service) in all["services"] as JsonObject ?? [])
        {
            if (service is not JsonObject map) continue;
            map.TryAdd("command", null);
            map.TryAdd("entrypoint", null);
        }

        return all.ToJsonString(Document.Indented) + "\n";
    }

    private JsonObject Section(string name) => root.Value[name] as JsonObject ?? [];

    /// <summary>Apart, so that only who writes a document pays for it.</summary>
    private static class Document
    {
        public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    }
}
