using System.Text;

namespace Gantry.Trust.Sbom;

/// <summary>Package URLs (purl): <c>pkg:deb/debian/libc6@2.36-9?arch=amd64&amp;distro=debian-12&amp;upstream=glibc</c>.</summary>
public sealed record PackageUrl(string Type, string Namespace, string Name, string Version, IReadOnlyDictionary<string, string> Qualifiers)
{
    public static string Write(Component component, Distribution? distribution)
    {
        var system = component.Type is "deb" or "apk" or "rpm";
        var (space, name) = system ? (distribution?.Id ?? "", component.Name) : Split(component.Type, component.Name);
        var url = new StringBuilder("pkg:").Append(component.Type);
        foreach (var part in space.Split('/', StringSplitOptions.RemoveEmptyEntries)) url.Append('/').Append(Escape(part));
        url.Append('/').Append(Escape(name)).Append('@').Append(Escape(component.Version));
        var qualifiers = new List<string>();
        if (component.Architecture is { } architecture) qualifiers.Add("arch=" + Escape(architecture));
        if (system && distribution is not null) qualifiers.Add($"distro={Escape(distribution.Id)}-{Escape(distribution.Version)}");
        if (component.SourceName is { } source) qualifiers.Add("upstream=" + Escape(component.SourceVersion is { } version ? $"{source}@{version}" : source));
        if (qualifiers.Count > 0) url.Append('?').AppendJoin('&', qualifiers);
        return url.ToString();
    }

    /// <returns>Null for what is no package URL.</returns>
    public static PackageUrl? Read(string text)
    {
        if (!text.StartsWith("pkg:", StringComparison.Ordinal) || text.Length > 2000) return null;
        var rest = text[4..].TrimStart('/');
        var hash = rest.IndexOf('#');
        if (hash >= 0) rest = rest[..hash];
        var qualifiers = new Dictionary<string, string>(StringComparer.Ordinal);
        var mark = rest.IndexOf('?');
        if (mark >= 0)
        {
            foreach (var pair in rest[(mark + 1)..].Split('&').Select(p => p.Split('=', 2)).Where(p => p.Length == 2)) qualifiers[pair[0]] = Uri.UnescapeDataString(pair[1]);
            rest = rest[..mark];
        }

        var at = rest.LastIndexOf('@');
        // The at of a scope that nobody has escaped is none of a version.
        if (at >= 0 && rest.IndexOf('/', at) >= 0) at = -1;
        var version = at < 0 ? "" : Uri.UnescapeDataString(rest[(at + 1)..]);
        var parts = (at < 0 ? rest : rest[..at]).Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        return parts.Length < 2 ? null : new PackageUrl(parts[0].ToLowerInvariant(), string.Join('/', parts[1..^1]), parts[^1], version, qualifiers);
    }

    /// <summary>The name with its namespace as the ecosystem writes it.</summary>
    public string FullName =>
        Type is "deb" or "apk" or "rpm" || Namespace.Length == 0 ? Name : Type == "maven" ? $"{Namespace}:{Name}" : $"{Namespace}/{Name}";

    private static (string, string) Split(string type, string name)
    {
        var at = type == "maven" ? name.IndexOf(':') : name.LastIndexOf('/');
        return at < 0 ? ("", name) : (name[..at], name[(at + 1)..]);
    }

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
}
