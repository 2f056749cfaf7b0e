using System.Text.Json;
using Gantry.Registry;
using Gantry.Trust.Sbom;

namespace Gantry.Server.Evidence;

/// <summary>Manifests as the registry takes them (OCI image-spec 1.1). The same image has the same one each time.</summary>
internal static class OciDocuments
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Config = "application/vnd.oci.image.config.v1+json";

    /// <summary>Not compressed: that would cost processor time, and another digest for what the configuration names.</summary>
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";
    public const string CycloneDx = "application/vnd.cyclonedx+json";
    public const string Empty = "application/vnd.oci.empty.v1+json";

    /// <summary>What stands for a configuration where there is none.</summary>
    public static ReadOnlySpan<byte> EmptyContent => "{}"u8;

    public static byte[] Image(SavedImage image) => image.Manifest ?? Written(json =>
    {
        json.WriteString("mediaType", Manifest);
        Descriptor(json, "config", Config, image.Config.Digest, image.Config.Size);
        json.WriteStartArray("layers");
        foreach (var layer in image.Layers) Descriptor(json, null, Layer, layer.Digest, layer.Size);
        json.WriteEndArray();
    });

    /// <summary>That a bill is about an image.</summary>
    public static byte[] Bill(byte[] image, string bill, long size) => Written(json =>
    {
        json.WriteString("mediaType", Manifest);
        json.WriteString("artifactType", CycloneDx);
        Descriptor(json, "config", Empty, Digest.Sha256(EmptyContent).Text, EmptyContent.Length);
        json.WriteStartArray("layers");
        Descriptor(json, null, CycloneDx, bill, size);
        json.WriteEndArray();
        Descriptor(json, "subject", TypeOf(image), Digest.Sha256(image).Text, image.Length);
    });

    private static string TypeOf(byte[] manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        return document.RootElement.TryGetProperty("mediaType", out var type) ? type.GetString() ?? Manifest : Manifest;
    }

    private static byte[] Written(Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            content(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Descriptor(Utf8JsonWriter json, string? name, string type, string digest, long size)
    {
        if (name is null) json.WriteStartObject();
        else json.WriteStartObject(name);
        json.WriteString("mediaType", type);
        json.WriteString("digest", digest);
        json.WriteNumber("size", size);
        json.WriteEndObject();
    }
}
