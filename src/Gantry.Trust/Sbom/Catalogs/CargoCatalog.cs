using System.Text;
using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>Cargo's lock file: TOML, of which it uses tables of strings. Packages without a source are the project's own.</summary>
internal sealed class CargoCatalog : ICatalog
{
    public bool Wants(TreeFile file) => file.Name == "Cargo.lock";

    public IEnumerable<Component> Read(TreeFile file)
    {
        var package = new Dictionary<string, string>(StringComparer.Ordinal);
        var within = false;
        foreach (var line in Encoding.UTF8.GetString(file.Bytes()).Split('\n').Append("[end]"))
        {
            if (line.StartsWith('['))
            {
                if (within && package.ContainsKey("source") && package.TryGetValue("name", out var name) && package.TryGetValue("version", out var version))
                    yield return new Component { Type = "cargo", Name = name, Version = version };
                package.Clear();
                within = line.TrimEnd() == "[[package]]";
            }
            else if (line.Split('=', 2) is [var key, var value])
            {
                package[key.Trim()] = value.Trim().Trim('"');
            }
        }
    }
}
