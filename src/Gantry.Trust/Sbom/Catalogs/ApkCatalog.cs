using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>The database of apk, where it was and where it is now.</summary>
internal sealed class ApkCatalog : ICatalog
{
    public bool Wants(TreeFile file) => file.Path is "lib/apk/db/installed" or "usr/lib/apk/db/installed";

    public IEnumerable<Component> Read(TreeFile file)
    {
        foreach (var stanza in Stanzas.Of(file.Bytes(), "P", "V", "A", "o"))
        {
            if (!stanza.TryGetValue("P", out var name) || !stanza.TryGetValue("V", out var version)) throw new InvalidDataException("has a paragraph without a package and a version");
            var origin = stanza.GetValueOrDefault("o");
            yield return new Component { Type = "apk", Name = name, Version = version, Architecture = stanza.GetValueOrDefault("A"), SourceName = origin == name ? null : origin };
        }
    }
}
