using System.Globalization;
using System.Text.Json;

namespace Gantry.Trust.Sbom.Formats;

/// <summary>SPDX 2.3 as JSON.</summary>
public static class Spdx
{
    public static void Write(SoftwareBill bill, DateTimeOffset now, Stream output)
    {
        using var json = new Utf8JsonWriter(output, BillWriter.Options);
        json.WriteStartObject();
        json.WriteString("spdxVersion", "SPDX-2.3");
        json.WriteString("dataLicense", "CC0-1.0");
        json.WriteString("SPDXID", "SPDXRef-DOCUMENT");
        json.WriteString("name", bill.Subject);
        json.WriteString("documentNamespace", "urn:uuid:" + BillWriter.Identity(bill));
        json.WriteStartObject("creationInfo");
        json.WriteString("created", BillWriter.Time(now));
        json.WriteStartArray("creators");
        json.WriteStringValue("Tool: gantry");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("packages");
        Package(json, "subject", bill.Subject, bill.Digest, "CONTAINER", null, null);
        if (bill.Distribution is { } distribution) Package(json, "operating-system", distribution.Id, distribution.Version, "OPERATING-SYSTEM", null, distribution.Name);
        for (var i = 0; i < bill.Components.Count; i++)
        {
            var component = bill.Components[i];
            var from = string.Join(' ', ((string?[])[component.Path, component.Layer]).Where(p => p is not null));
            Package(json, Number(i), component.Name, component.Version, "LIBRARY", PackageUrl.Write(component, bill.Distribution), from);
        }

        json.WriteEndArray();
        json.WriteStartArray("relationships");
        Relation(json, "SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-subject");
        if (bill.Distribution is not null) Relation(json, "SPDXRef-subject", "CONTAINS", "SPDXRef-operating-system");
        for (var i = 0; i < bill.Components.Count; i++) Relation(json, "SPDXRef-subject", "CONTAINS", "SPDXRef-" + Number(i));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Number(int i) => "package-" + (i + 1).ToString(CultureInfo.InvariantCulture);

    private static void Package(Utf8JsonWriter json, string id, string name, string? version, string purpose, string? purl, string? source)
    {
        json.WriteStartObject();
        json.WriteString("SPDXID", "SPDXRef-" + id);
        json.WriteString("name", name);
        if (version is { Length: > 0 }) json.WriteString("versionInfo", version);
        json.WriteString("downloadLocation", "NOASSERTION");
        json.WriteBoolean("filesAnalyzed", false);
        json.WriteString("primaryPackagePurpose", purpose);
        if (source is { Length: > 0 }) json.WriteString("sourceInfo", source);
        if (purl is not null)
        {
            json.WriteStartArray("externalRefs");
            json.WriteStartObject();
            json.WriteString("referenceCategory", "PACKAGE-MANAGER");
            json.WriteString("referenceType", "purl");
            json.WriteString("referenceLocator", purl);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Relation(Utf8JsonWriter json, string from, string type, string to)
    {
        json.WriteStartObject();
        json.WriteString("spdxElementId", from);
        json.WriteString("relationshipType", type);
        json.WriteString("relatedSpdxElement", to);
        json.WriteEndObject();
    }
}
