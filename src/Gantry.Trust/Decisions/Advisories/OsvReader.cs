using System.Text.Json;
using Gantry.Resources;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Trust.Decisions.Advisories;

/// <summary>Reads a record of the OSV schema. What it does not know it passes over, as the schema asks.</summary>
public static class OsvReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, CommentHandling = JsonCommentHandling.Disallow };

    public static Outcome<OsvRecord> Read(string place, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "id") is not { Length: > 0 and < 200 } id || Text(root, "modified") is not { } modified)
                return Refused(place, "It has no id or no time of its last change.");
            var passed = 0;
            var affected = Items(root, "affected").Select(a => Package(a, ref passed)).OfType<Affected>().ToList();
            return new OsvRecord(new Advisory
            {
                Id = id,
                Modified = modified,
                Withdrawn = Text(root, "withdrawn") is not null,
                Summary = Short(Text(root, "summary") ?? Text(root, "details") ?? ""),
                Aliases = Aliases(id, root),
                Rating = Rate(root) ?? Rating.OfWord(Word(root)),
            }, affected, passed);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Refused(place, $"It is not JSON of that form: {Short(broken.Message)}");
        }
    }

    private static Problem Refused(string place, string message) =>
        new(place, "advisories.record", message, "Take records of the OSV schema, as the databases that speak it export them.");

    /// <summary>A distribution's record of one vulnerability names that vulnerability as upstream. One that names several is about all of them and
    /// the same as none.</summary>
    private static List<string> Aliases(string id, JsonElement root)
    {
        var aliases = Strings(root, "aliases").ToList();
        var upstream = Strings(root, "upstream").ToList();
        aliases.AddRange(upstream.Where(u => upstream.Count == 1 || id.EndsWith(u, StringComparison.Ordinal)));
        return [.. aliases.Where(a => a != id).Distinct().Take(50)];
    }

    private static Affected? Package(JsonElement affected, ref int passed)
    {
        if (!affected.TryGetProperty("package", out var package) || Text(package, "ecosystem") is not { } named || Text(package, "name") is not { } name)
        {
            passed += Items(affected, "ranges").Count();
            return null;
        }

        var ranges = new List<AffectedRange>();
        foreach (var range in Items(affected, "ranges"))
        {
            var type = Text(range, "type");
            if (type is not ("SEMVER" or "ECOSYSTEM")) passed++;
            else ranges.Add(new AffectedRange(type == "SEMVER", [.. Items(range, "events").SelectMany(Events)]));
        }

        var ecosystem = PackageNames.Ecosystem(named);
        return new Affected
        {
            Ecosystem = ecosystem,
            Name = PackageNames.Of(ecosystem, name),
            Ranges = ranges,
            Versions = [.. Strings(affected, "versions")],
            Rating = Rate(affected) ?? (Word(affected) is { } word ? Rating.OfWord(word) : null),
        };
    }

    private static IEnumerable<RangeEvent> Events(JsonElement item) =>
        item.EnumerateObject().Where(p => p.Name is "introduced" or "fixed" or "last_affected" or "limit" && p.Value.ValueKind == JsonValueKind.String)
            .Select(p => new RangeEvent(p.Name, p.Value.GetString()!));

    /// <summary>By the newest version of CVSS that there is a vector of.</summary>
    private static Rating? Rate(JsonElement holder) =>
        Items(holder, "severity").Where(s => Text(s, "type") is "CVSS_V3" or "CVSS_V4").Select(s => Cvss.Rate(Text(s, "score") ?? ""))
            .OfType<Rating>().OrderByDescending(r => r.Vector, StringComparer.Ordinal).FirstOrDefault();

    private static string? Word(JsonElement holder)
    {
        foreach (var section in (string[])["database_specific", "ecosystem_specific"])
        {
            if (!holder.TryGetProperty(section, out var found) || found.ValueKind != JsonValueKind.Object) continue;
            if ((Text(found, "severity") ?? Text(found, "urgency")) is { } word) return word;
        }

        return null;
    }

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<JsonElement> Items(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object) : [];

    private static IEnumerable<string> Strings(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!) : [];

    private static string Short(string text)
    {
        var line = text.AsSpan().TrimStart();
        var end = line.IndexOfAny('\r', '\n');
        if (end >= 0) line = line[..end];
        return line.Length > 200 ? string.Concat(line[..199], "…") : line.ToString();
    }
}
