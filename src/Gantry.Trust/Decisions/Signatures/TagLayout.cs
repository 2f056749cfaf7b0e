using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gantry.Resources.Registries;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>A layer of the image that holds signatures: where its payload is, and the signature over that.</summary>
/// <param name="Json">The whole descriptor, as it stands.</param>
public sealed record SignatureLayer(string Digest, long Size, string Signature, JsonElement Json)
{
    public string? ClaimedKey { get; init; }
    public bool HasCertificate { get; init; }
}

/// <summary>The layout of cosign 2: an image tagged <c>sha256-….sig</c>, a layer for each signature.</summary>
public static class TagLayout
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json", PayloadType = "application/vnd.dev.cosign.simplesigning.v1+json", EnvelopeType = "application/vnd.dsse.envelope.v1+json";
    private const string SignatureNote = "dev.cosignproject.cosign/signature", CertificateNote = "dev.sigstore.cosign/certificate";

    /// <summary>Of ours, beside cosign's: which key it is, so that a signature that does not fit can be told from one that is somebody else's.</summary>
    private const string KeyNote = "gantry.key";

    public static string AttestationTagOf(string digest) => digest.Replace(':', '-') + ".att";

    public static string TagOf(string digest) => digest.Replace(':', '-') + ".sig";

    /// <returns>Null for what is no such manifest. Other layers than signatures are passed over.</returns>
    public static IReadOnlyList<SignatureLayer>? Read(ReadOnlyMemory<byte> manifest) => Read(manifest, PayloadType);

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    public static IReadOnlyList<SignatureLayer>? ReadAttestations(ReadOnlyMemory<byte> manifest) => Read(manifest, EnvelopeType);

    private static IReadOnlyList<SignatureLayer>? Read(ReadOnlyMemory<byte> manifest, string type)
    {
        if (StrictJson.Object(manifest) is not { } root || root.Member("layers").ValueKind != JsonValueKind.Array) return null;
        var layers = new List<SignatureLayer>();
        foreach (var layer in root.Items("layers"))
        {
            if (layer.Text("mediaType") != type) continue;
            if (layer.Text("digest") is not { } digest || layer.Member("size") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt64(out var size)) return null;
            var notes = layer.Member("annotations");
            layers.Add(new SignatureLayer(digest, size, notes.Text(SignatureNote) ?? "", layer) { ClaimedKey = notes.Text(KeyNote), HasCertificate = notes.IsPresent(CertificateNote) });
        }

        return layers;
    }

    /// <summary>What cosign takes for the config of signatures: the payloads by digest, and nothing else.</summary>
    public static byte[] Config(IEnumerable<string> payloads)
    {
        using var buffer = new MemoryStream();
        using (var json = Begin(buffer))
        {
            json.WriteString("architecture", "");
            json.WriteString("created", "0001-01-01T00:00:00Z");
            json.WriteString("os", "");
            json.WriteStartObject("rootfs");
            json.WriteString("type", "layers");
            json.WriteStartArray("diff_ids");
            foreach (var payload in payloads) json.WriteStringValue(payload);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("config");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The manifest with one signature more; those that are there stay as they are.</summary>
    public static byte[] Manifest(ReadOnlySpan<byte> config, IEnumerable<SignatureLayer> before, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature, PublicKey key)
    {
        using var buffer = new MemoryStream();
        using (var json = Begin(buffer))
        {
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", ManifestType);
            json.WriteStartObject("config");
            Descriptor(json, new ContentDescriptor(ConfigType, DigestOf(config), config.Length));
            json.WriteEndObject();
            json.WriteStartArray("layers");
            foreach (var layer in before) layer.Json.WriteTo(json);
            json.WriteStartObject();
            Descriptor(json, new ContentDescriptor(PayloadType, DigestOf(payload), payload.Length));
            json.WriteStartObject("annotations");
            json.WriteBase64String(SignatureNote, signature);
            json.WriteString(KeyNote, key.Fingerprint);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    internal static Utf8JsonWriter Begin(Stream buffer)
    {
        var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        return json;
    }

    internal static void Descriptor(Utf8JsonWriter json, ContentDescriptor content)
    {
        json.WriteString("mediaType", content.MediaType);
        json.WriteNumber("size", content.Size);
        json.WriteString("digest", content.Digest);
    }

    internal static string DigestOf(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
