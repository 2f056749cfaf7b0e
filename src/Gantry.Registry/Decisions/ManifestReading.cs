using System.Text.Json;

namespace Gantry.Registry.Decisions;

/// <summary>Reads one manifest strictly: what two programs could understand in two ways is refused.</summary>
internal sealed class ManifestReading(JsonElement root, string? declared)
{
    private readonly List<Reference> _references = [];
    private string? _wrong;

    public (ManifestDocument? Document, Refusal? Refusal) Read()
    {
        if (root.ValueKind != JsonValueKind.Object) return Wrong("A manifest is a JSON object.");
        if (!root.TryGetProperty("schemaVersion", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var schema) || schema != 2)
            return Wrong("schemaVersion is not 2. Images in Docker's schema 1 are not taken: push them with a client of this decade.");
        var own = Text(root, "mediaType");
        var type = declared ?? own;
        if (own is not null && declared is not null && own != declared) return Wrong($"The request calls it {declared}, the manifest calls itself {own}.");
        var (single, list) = (root.TryGetProperty("layers", out var layers), root.TryGetProperty("manifests", out var manifests));
        if (single && list) return Wrong("It has layers and manifests: it cannot be an image and an index at once.");
        type ??= list ? MediaTypes.OciIndex : MediaTypes.OciManifest;
        if (MediaTypes.IsManifest(type)) Image(layers, single);
        else if (MediaTypes.IsIndex(type)) Index(manifests, list);
        else return Wrong($"{type} is none of the media types that are taken: {MediaTypes.OciManifest}, {MediaTypes.OciIndex}, {MediaTypes.DockerManifest}, {MediaTypes.DockerList}.");
        if (root.TryGetProperty("subject", out var subject) && subject.ValueKind != JsonValueKind.Null) Add(ReferenceKind.Subject, subject, "subject");
        if (_references.Count > ManifestDocument.MostReferences) return Wrong($"It refers to more than {ManifestDocument.MostReferences} things.");
        if (_wrong is not null) return Wrong(_wrong);
        return (new ManifestDocument
        {
            MediaType = type,
            ArtifactType = ArtifactType(type),
            Annotations = root.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.Object ? annotations.GetRawText() : null,
            References = _references,
        }, null);
    }

    private void Image(JsonElement layers, bool has)
    {
        if (!root.TryGetProperty("config", out var config)) _wrong = "An image has a config.";
        else Add(ReferenceKind.Config, config, "config");
        if (has) Each(ReferenceKind.Layer, layers, "layers");
    }

    private void Index(JsonElement manifests, bool has)
    {
        if (has) Each(ReferenceKind.Child, manifests, "manifests");
        else _wrong = "An index has manifests.";
    }

    private void Each(ReferenceKind kind, JsonElement all, string place)
    {
        if (all.ValueKind != JsonValueKind.Array)
        {
            _wrong ??= $"{place} is no list.";
            return;
        }

        var at = 0;
        foreach (var one in all.EnumerateArray())
        {
            if (_wrong is not null || at > ManifestDocument.MostReferences) return;
            Add(kind, one, $"{place}[{at++}]");
        }
    }

    private void Add(ReferenceKind kind, JsonElement descriptor, string place)
    {
        if (descriptor.ValueKind != JsonValueKind.Object) _wrong ??= $"{place} is no descriptor.";
        else if (Digest.Parse(Text(descriptor, "digest")) is not { } digest) _wrong ??= $"{place}.digest is no sha256 or sha512 digest.";
        else if (!descriptor.TryGetProperty("size", out var size) || size.ValueKind != JsonValueKind.Number || !size.TryGetInt64(out var bytes) || bytes < 0) _wrong ??= $"{place}.size is no number of bytes.";
        else _references.Add(new Reference(kind, digest, bytes, kind == ReferenceKind.Layer && MediaTypes.IsForeign(Text(descriptor, "mediaType") ?? "")));
    }

    /// <summary>The manifest's own, never that of what it consists of; only an image without one is known by its config (distribution-spec, "Listing Referrers").</summary>
    private string? ArtifactType(string type) =>
        Text(root, "artifactType") is { Length: > 0 } own ? own
        : MediaTypes.IsManifest(type) && root.TryGetProperty("config", out var config) ? Text(config, "mediaType") : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (ManifestDocument?, Refusal?) Wrong(string why) => (null, Refusal.ManifestInvalid(why));
}
