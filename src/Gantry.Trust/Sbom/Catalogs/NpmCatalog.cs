using System.Text.Json;
using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>npm's lock files of all three versions, and what lies in node_modules. What is for development alone is left out.</summary>
internal sealed class NpmCatalog : ICatalog
{
    private const string Modules = "node_modules/";

    public bool Wants(TreeFile file) =>
        file.Name is "package-lock.json" or "npm-shrinkwrap.json" || (file.Name == "package.json" && file.Path.Contains(Modules, StringComparison.Ordinal));

    public IEnumerable<Component> Read(TreeFile file)
    {
        using var document = JsonText.Parse(file);
        var root = document.RootElement;
        if (file.Name == "package.json") return Own(file, root);
        var packages = JsonText.Properties(root, "packages").ToList();
        return packages.Count > 0 ? [.. packages.SelectMany(Listed)] : [.. Nested(root, 0)];
    }

    /// <summary>A folder of a package; the folders in it have package.json files too, which name none.</summary>
    private static IEnumerable<Component> Own(TreeFile file, JsonElement root)
    {
        var below = file.Path[(file.Path.LastIndexOf(Modules, StringComparison.Ordinal) + Modules.Length)..];
        var depth = below.Count(c => c == '/');
        if (depth != (below.StartsWith('@') ? 2 : 1)) return [];
        return JsonText.Text(root, "name") is { } name && JsonText.Text(root, "version") is { } version ? [Named(name, version)] : [];
    }

    private static IEnumerable<Component> Listed(JsonProperty package)
    {
        var at = package.Name.LastIndexOf(Modules, StringComparison.Ordinal);
        if (at < 0 || JsonText.Is(package.Value, "dev") || JsonText.Is(package.Value, "link")) yield break;
        if (JsonText.Text(package.Value, "version") is { } version) yield return Named(JsonText.Text(package.Value, "name") ?? package.Name[(at + Modules.Length)..], version);
    }

    private static IEnumerable<Component> Nested(JsonElement holder, int depth)
    {
        foreach (var package in JsonText.Properties(holder, "dependencies"))
        {
            if (JsonText.Is(package.Value, "dev")) continue;
            if (JsonText.Text(package.Value, "version") is { } version && !version.Contains(':')) yield return Named(package.Name, version);
            if (depth < 60) foreach (var inner in Nested(package.Value, depth + 1)) yield return inner;
        }
    }

    private static Component Named(string name, string version) => new() { Type = "npm", Name = name, Version = version };
}
