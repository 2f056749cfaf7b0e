using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Registry.Decisions;
using Gantry.Resources.Registries;

namespace Gantry.Registry.Remote;

/// <summary>The list of what refers to a manifest: an index.</summary>
internal static class ReferrerIndex
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <returns>Empty for what is none: whoever wants a signature then finds none.</returns>
    public static IReadOnlyList<ContentDescriptor> Read(byte[] content)
    {
        if (Object(content) is not { } root || root["manifests"] is not JsonArray manifests) return [];
        var all = new List<ContentDescriptor>();
        foreach (var entry in manifests.OfType<JsonObject>())
        {
            if (Text(entry, "digest") is not { } digest || Registry.Digest.Parse(digest) is null) continue;
            all.Add(new ContentDescriptor(Text(entry, "mediaType") ?? MediaTypes.OciManifest, digest, 0) { ArtifactType = Text(entry, "artifactType") });
        }

        return all;
    }

    /// <returns>Null: it is about nothing else.</returns>
    public static string? SubjectOf(ReadOnlyMemory<byte> manifest) => Object(manifest.ToArray())?["subject"] is JsonObject subject ? Text(subject, "digest") : null;

    /// <returns>Null: it stands there already.</returns>
    public static byte[]? With(byte[]? before, ContentDescriptor referrer, ReadOnlyMemory<byte> manifest)
    {
        var index = before is null ? null : Object(before);
        if (index?["manifests"] is not JsonArray entries)
        {
            entries = [];
            index = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex, ["manifests"] = entries };
        }

        if (entries.OfType<JsonObject>().Any(e => Text(e, "digest") == referrer.Digest)) return null;
        var about = Object(manifest.ToArray());
        var entry = new JsonObject { ["mediaType"] = referrer.MediaType, ["digest"] = referrer.Digest, ["size"] = referrer.Size };
        if (about is not null && (Text(about, "artifactType") ?? (about["config"] is JsonObject config ? Text(config, "mediaType") : null)) is { } type) entry["artifactType"] = type;
        if (about?["annotations"] is JsonObject annotations) entry["annotations"] = annotations.DeepClone();
        entries.Add((JsonNode)entry);
        return JsonSerializer.SerializeToUtf8Bytes(index!);
    }

    private static JsonObject? Object(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content, documentOptions: Options) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject holder, string name) => holder[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
