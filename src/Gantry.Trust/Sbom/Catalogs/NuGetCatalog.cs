using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>What a program of .NET says that it depends on.</summary>
internal sealed class NuGetCatalog : ICatalog
{
    public bool Wants(TreeFile file) => file.Path.EndsWith(".deps.json", StringComparison.Ordinal);

    public IEnumerable<Component> Read(TreeFile file)
    {
        using var document = JsonText.Parse(file);
        var found = new List<Component>();
        foreach (var library in JsonText.Properties(document.RootElement, "libraries"))
        {
            if (JsonText.Text(library.Value, "type") is not ("package" or "runtimepack") || library.Name.Split('/') is not [var name, var version]) continue;
            found.Add(new Component { Type = "nuget", Name = name.StartsWith("runtimepack.", StringComparison.Ordinal) ? name[12..] : name, Version = version });
        }

        return found;
    }
}
