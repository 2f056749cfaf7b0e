using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>dpkg's status, and the folder of such that images without a package manager have.</summary>
internal sealed class DpkgCatalog : ICatalog
{
    private const string Folder = "var/lib/dpkg/status.d/";

    public bool Wants(TreeFile file) =>
        file.Path == "var/lib/dpkg/status" || (file.Path.StartsWith(Folder, StringComparison.Ordinal) && !file.Path.EndsWith(".md5sums", StringComparison.Ordinal));

    public IEnumerable<Component> Read(TreeFile file)
    {
        foreach (var stanza in Stanzas.Of(file.Bytes(), "Package", "Version", "Status", "Source", "Architecture"))
        {
            // Removed packages keep a paragraph for their configuration.
            if (stanza.TryGetValue("Status", out var status) && !status.EndsWith(" installed", StringComparison.Ordinal)) continue;
            if (!stanza.TryGetValue("Package", out var name) || !stanza.TryGetValue("Version", out var version) || name.Length == 0 || version.Length == 0)
                throw new InvalidDataException("has a paragraph without a package and a version");
            var source = stanza.GetValueOrDefault("Source", "");
            var open = source.IndexOf('(');
            yield return new Component
            {
                Type = "deb",
                Name = name,
                Version = version,
                Architecture = stanza.GetValueOrDefault("Architecture"),
                SourceName = source.Length == 0 ? null : (open < 0 ? source : source[..open]).Trim(),
                SourceVersion = open < 0 ? null : source[(open + 1)..].TrimEnd(')').Trim(),
            };
        }
    }
}
