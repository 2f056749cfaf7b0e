using System.Text.Json;

namespace Gantry.Trust.Sbom.Formats;

/// <summary>CycloneDX 1.6 as JSON.</summary>
public static class CycloneDx
{
    public static void Write(SoftwareBill bill, DateTimeOffset now, Stream output)
    {
        using var json = new Utf8JsonWriter(output, BillWriter.Options);
        json.WriteStartObject();
        json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteString("serialNumber", "urn:uuid:" + BillWriter.Identity(bill));
        json.WriteNumber("version", 1);
        json.WriteStartObject("metadata");
        json.WriteString("timestamp", BillWriter.Time(now));
        json.WriteStartObject("tools");
        json.WriteStartArray("components");
        json.WriteStartObject();
        json.WriteString("type", "application");
        json.WriteString("name", "gantry");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("component");
        json.WriteString("bom-ref", "subject");
        json.WriteString("type", bill.Digest is null ? "file" : "container");
        json.WriteString("name", bill.Subject);
        if (bill.Digest is { } digest) json.WriteString("version", digest);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("components");
        if (bill.Distribution is { } distribution)
        {
            json.WriteStartObject();
            json.WriteString("bom-ref", "operating-system");
            json.WriteString("type", "operating-system");
            json.WriteString("name", distribution.Id);
            json.WriteString("version", distribution.Version);
            json.WriteString("description", distribution.Name);
            json.WriteEndObject();
        }

        var references = new HashSet<string>(StringComparer.Ordinal);
        foreach (var component in bill.Components) Component(json, component, bill.Distribution, references);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Component(Utf8JsonWriter json, Component component, Distribution? distribution, HashSet<string> references)
    {
        var purl = PackageUrl.Write(component, distribution);
        json.WriteStartObject();
        json.WriteString("bom-ref", references.Add(purl) ? purl : $"{purl}#{references.Count}");
        json.WriteString("type", "library");
        json.WriteString("name", component.Name);
        json.WriteString("version", component.Version);
        json.WriteString("purl", purl);
        json.WriteStartArray("properties");
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("gantry:layer", component.Layer), ("gantry:path", component.Path)])
        {
            if (value is null) continue;
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
