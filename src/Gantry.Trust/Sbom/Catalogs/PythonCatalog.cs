using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>What pip and its forerunners leave beside a package.</summary>
internal sealed class PythonCatalog : ICatalog
{
    public bool Wants(TreeFile file) =>
        file.Path.EndsWith(".dist-info/METADATA", StringComparison.Ordinal) || file.Path.EndsWith(".egg-info/PKG-INFO", StringComparison.Ordinal)
        || file.Path.EndsWith(".egg-info", StringComparison.Ordinal);

    public IEnumerable<Component> Read(TreeFile file)
    {
        var content = file.Bytes();
        // The head ends with an empty line; what follows is a description in which anything may stand.
        var head = Stanzas.Of(content, "Name", "Version").FirstOrDefault();
        if (head is null || !head.TryGetValue("Name", out var name) || !head.TryGetValue("Version", out var version)) throw new InvalidDataException("names no package and version");
        yield return new Component { Type = "pypi", Name = name, Version = version };
    }
}
