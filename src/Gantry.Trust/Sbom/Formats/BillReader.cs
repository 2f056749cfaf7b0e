using System.Text.Json;
using Gantry.Resources;
using Gantry.Trust.Sbom.Catalogs;
using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Formats;

/// <summary>Reads CycloneDX and SPDX documents, also those that others made: by the package URLs in them.</summary>
public static class BillReader
{
    /// <summary>By its beginning.</summary>
    public static bool IsOne(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4096];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head.IndexOf("CycloneDX"u8) >= 0 || head.IndexOf("spdxVersion"u8) >= 0 || head.IndexOf("\"bomFormat\""u8) >= 0 || head.IndexOf("SPDXID"u8) >= 0;
    }

    /// <exception cref="InvalidDataException">It is too large or no JSON.</exception>
    public static Outcome<SoftwareBill> Read(string path)
    {
        var info = new FileInfo(path);
        if (info.Length > Limits.Text) throw new InvalidDataException($"it has {info.Length >> 20} MiB, more than the {Limits.Text >> 20} MiB that are read of an SBOM");
        return Read(path, File.ReadAllBytes(path));
    }

    public static Outcome<SoftwareBill> Read(string place, byte[] content)
    {
        using var document = JsonText.Parse(content);
        var root = document.RootElement;
        try
        {
            if (JsonText.Text(root, "bomFormat") == "CycloneDX") return CycloneDx(place, root);
            if (JsonText.Text(root, "spdxVersion") is not null) return Spdx(place, root);
        }
        catch (InvalidOperationException)
        {
            throw new InvalidDataException("it has text in it that is not Unicode");
        }

        return new Problem(place, "sbom.format", "It is neither CycloneDX nor SPDX as JSON.", "Name an SBOM in one of the two, or an image to make one of.");
    }

    private static SoftwareBill CycloneDx(string place, JsonElement root)
    {
        var subject = root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("component", out var component) ? component : default;
        var all = JsonText.Items(root, "components").SelectMany(c => Within(c, 0)).ToList();
        var system = all.Find(c => JsonText.Text(c, "type") == "operating-system");
        var distribution = system.ValueKind == JsonValueKind.Object && JsonText.Text(system, "name") is { } id
            ? new Distribution(id, JsonText.Text(system, "version") ?? "", JsonText.Text(system, "description") ?? id) : null;
        var missing = 0;
        var found = new List<Component>();
        foreach (var one in all.Where(c => JsonText.Text(c, "type") is "library" or "application" or "framework" or "platform"))
        {
            if (Component(JsonText.Text(one, "purl"), ref distribution) is not { } read) missing++;
            else found.Add(read with { Layer = Property(one, "gantry:layer") ?? Property(one, "syft:location:0:layerID") ?? Property(one, "aquasecurity:trivy:LayerDiffID"), Path = Property(one, "gantry:path") ?? Property(one, "syft:location:0:path") });
        }

        return Bill(JsonText.Text(subject, "name") ?? place, JsonText.Text(subject, "version"), distribution, found, missing);
    }

    private static IEnumerable<JsonElement> Within(JsonElement component, int depth)
    {
        if (component.ValueKind != JsonValueKind.Object) yield break;
        yield return component;
        if (depth < 40) foreach (var inner in JsonText.Items(component, "components").SelectMany(c => Within(c, depth + 1))) yield return inner;
    }

    private static SoftwareBill Spdx(string place, JsonElement root)
    {
        Distribution? distribution = null;
        var missing = 0;
        var found = new List<Component>();
        string? digest = null;
        foreach (var package in JsonText.Items(root, "packages"))
        {
            var purpose = JsonText.Text(package, "primaryPackagePurpose");
            if (purpose == "OPERATING-SYSTEM" && JsonText.Text(package, "name") is { } id)
            {
                distribution = new Distribution(id, JsonText.Text(package, "versionInfo") ?? "", JsonText.Text(package, "sourceInfo") ?? id);
                continue;
            }

            if (purpose == "CONTAINER")
            {
                digest = JsonText.Text(package, "versionInfo");
                continue;
            }

            var purl = JsonText.Items(package, "externalRefs").Where(r => JsonText.Text(r, "referenceType") == "purl").Select(r => JsonText.Text(r, "referenceLocator")).FirstOrDefault();
            if (Component(purl, ref distribution) is not { } read) missing++;
            else found.Add(read with { Path = JsonText.Text(package, "sourceInfo")?.Split(' ')[0] });
        }

        return Bill(JsonText.Text(root, "name") ?? place, digest, distribution, found, missing);
    }

    private static SoftwareBill Bill(string subject, string? digest, Distribution? distribution, List<Component> found, int missing) => new()
    {
        Subject = subject,
        Digest = digest is not null && digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest : null,
        Distribution = distribution,
        Components = found,
        Notes = missing == 0 ? [] : [$"{missing} of its components have no package URL that can be read, so nothing is said of them."],
    };

    private static Component? Component(string? text, ref Distribution? distribution)
    {
        if (text is null || PackageUrl.Read(text) is not { Version.Length: > 0 } url) return null;
        var distro = url.Qualifiers.GetValueOrDefault("distro");
        if (distribution is null && url.Type is "deb" or "apk" or "rpm" && distro?.LastIndexOf('-') is > 0 and var dash) distribution = new Distribution(distro[..dash], distro[(dash + 1)..], distro);
        var upstream = url.Qualifiers.GetValueOrDefault("upstream")?.Split(',')[0];
        var at = upstream?.LastIndexOf('@') ?? -1;
        var epoch = url.Qualifiers.GetValueOrDefault("epoch");
        return new Component
        {
            Type = url.Type,
            Name = url.FullName,
            Version = epoch is { Length: > 0 } && epoch != "0" && !url.Version.Contains(':') ? $"{epoch}:{url.Version}" : url.Version,
            Architecture = url.Qualifiers.GetValueOrDefault("arch"),
            SourceName = at > 0 ? upstream![..at] : upstream,
            SourceVersion = at > 0 ? upstream![(at + 1)..] : null,
        };
    }

    private static string? Property(JsonElement component, string name) =>
        JsonText.Items(component, "properties").Where(p => JsonText.Text(p, "name") == name).Select(p => JsonText.Text(p, "value")).FirstOrDefault();
}
