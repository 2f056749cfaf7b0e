using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>A signature with what it takes to check it, in one document (sigstore bundle 0.3).</summary>
/// <param name="Hint">Which key made it, as the signer says; null: nothing is said.</param>
public sealed record SigstoreBundle(string? Hint, DsseEnvelope Envelope)
{
    public const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// <summary>As it was written before it had the form of a media type.</summary>
    private const string OlderName = "application/vnd.dev.sigstore.bundle+json;version=0.3";

    /// <returns>A bundle, or why there is none.</returns>
    public static (SigstoreBundle? Bundle, RefusalReason Reason) Read(ReadOnlyMemory<byte> json)
    {
        if (StrictJson.Object(json) is not { } root || root.Text("mediaType") is not { } type) return (null, RefusalReason.Unreadable);
        if (type is not (MediaType or OlderName)) return (null, RefusalReason.UnknownFormat);
        var material = root.Member("verificationMaterial");
        if (material.IsPresent("certificate") || material.IsPresent("x509CertificateChain")) return (null, RefusalReason.Keyless);
        if (root.IsPresent("messageSignature")) return (null, RefusalReason.UnknownFormat);
        return DsseEnvelope.Read(root.Member("dsseEnvelope")) is { } envelope
            ? (new SigstoreBundle(material.Member("publicKey").Text("hint"), envelope), default) : (null, RefusalReason.Unreadable);
    }

    public static byte[] Write(string hint, string payloadType, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("mediaType", MediaType);
            json.WriteStartObject("verificationMaterial");
            json.WriteStartObject("publicKey");
            json.WriteString("hint", hint);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("dsseEnvelope");
            json.WriteBase64String("payload", payload);
            json.WriteString("payloadType", payloadType);
            json.WriteStartArray("signatures");
            json.WriteStartObject();
            json.WriteBase64String("sig", signature);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
