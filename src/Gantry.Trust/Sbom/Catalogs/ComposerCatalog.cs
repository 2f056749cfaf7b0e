using System.Text.Json;
using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>What Composer has installed, or is to install. What is for development alone is left out.</summary>
internal sealed class ComposerCatalog : ICatalog
{
    public bool Wants(TreeFile file) => file.Name == "composer.lock" || file.Path.EndsWith("composer/installed.json", StringComparison.Ordinal);

    public IEnumerable<Component> Read(TreeFile file)
    {
        using var document = JsonText.Parse(file);
        var root = document.RootElement;
        var packages = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : JsonText.Items(root, "packages");
        return
        [
            .. packages.Where(p => JsonText.Text(p, "name") is not null && JsonText.Text(p, "version") is not null)
                .Select(p => new Component { Type = "composer", Name = JsonText.Text(p, "name")!, Version = JsonText.Text(p, "version")!.TrimStart('v') }),
        ];
    }
}
