using System.Text.Json;
using Gantry.Resources;

namespace Gantry.Trust.Decisions.Judging;

/// <summary>Reads OpenVEX documents and the vulnerabilities of CycloneDX documents.</summary>
public static class VexReader
{
    public static Outcome<VexDocument> Read(string name, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && Items(root, "statements").Any())
                return new VexDocument(name, [.. Items(root, "statements").Select(s => OpenVex(s, Text(root, "timestamp")))]);
            if (root.ValueKind == JsonValueKind.Object && Text(root, "bomFormat") == "CycloneDX")
            {
                var references = Items(root, "components").Where(c => Text(c, "bom-ref").Length > 0 && Text(c, "purl").Length > 0)
                    .DistinctBy(c => Text(c, "bom-ref")).ToDictionary(c => Text(c, "bom-ref"), c => Text(c, "purl"), StringComparer.Ordinal);
                return new VexDocument(name, [.. Items(root, "vulnerabilities").Select(v => CycloneDx(v, references)).OfType<VexStatement>()]);
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Said below, as for JSON of another form.
        }

        return new Problem(name, "vex.not-one", "It is neither an OpenVEX document nor CycloneDX.", "Name a document of statements about vulnerabilities: OpenVEX, or CycloneDX with analyses.");
    }

    private static VexStatement OpenVex(JsonElement statement, string time)
    {
        var vulnerability = statement.TryGetProperty("vulnerability", out var named) ? named : default;
        List<string> ids = vulnerability.ValueKind switch
        {
            JsonValueKind.String => [vulnerability.GetString()!],
            JsonValueKind.Object => [Text(vulnerability, "name"), Text(vulnerability, "@id"), .. Strings(vulnerability, "aliases")],
            _ => [],
        };
        var products = Items(statement, "products").ToList();
        var justification = Text(statement, "justification");
        return new VexStatement
        {
            Ids = [.. ids.Where(i => i.Length > 0)],
            Products = [.. products.SelectMany(Named).Concat(Strings(statement, "products"))],
            Parts = [.. products.SelectMany(p => Items(p, "subcomponents").SelectMany(Named))],
            Status = Text(statement, "status"),
            Reason = justification.Length > 0 ? justification : Text(statement, "impact_statement"),
            Time = Text(statement, "timestamp") is { Length: > 0 } own ? own : time,
        };
    }

    private static IEnumerable<string> Named(JsonElement product)
    {
        if (Text(product, "@id") is { Length: > 0 } id) yield return id;
        if (product.TryGetProperty("identifiers", out var others) && others.ValueKind == JsonValueKind.Object && Text(others, "purl") is { Length: > 0 } purl) yield return purl;
    }

    private static VexStatement? CycloneDx(JsonElement vulnerability, Dictionary<string, string> references)
    {
        if (!vulnerability.TryGetProperty("analysis", out var analysis) || analysis.ValueKind != JsonValueKind.Object) return null;
        var justification = Text(analysis, "justification");
        var detail = Text(analysis, "detail");
        return new VexStatement
        {
            Ids = [Text(vulnerability, "id"), .. Items(vulnerability, "references").Select(r => Text(r, "id"))],
            Products = [.. Items(vulnerability, "affects").Select(a => Text(a, "ref")).Select(r => references.GetValueOrDefault(r, r))],
            Status = Text(analysis, "state") switch
            {
                "not_affected" or "false_positive" => "not_affected",
                "resolved" or "resolved_with_pedigree" => "fixed",
                "in_triage" => "under_investigation",
                _ => "affected",
            },
            Reason = Text(analysis, "state") == "false_positive" && justification.Length == 0 && detail.Length == 0 ? "false_positive" : justification.Length > 0 ? justification : detail,
            Time = Text(analysis, "lastUpdated") is { Length: > 0 } updated ? updated : Text(vulnerability, "updated"),
        };
    }

    private static string Text(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IEnumerable<JsonElement> Items(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object) : [];

    private static IEnumerable<string> Strings(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!) : [];
}
