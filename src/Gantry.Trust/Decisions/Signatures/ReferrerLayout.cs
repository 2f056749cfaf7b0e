using System.Text.Json;
using Gantry.Resources.Registries;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>The layout of cosign 3: a manifest with a bundle as its only layer, whose subject is the image.</summary>
public static class ReferrerLayout
{
    private const string EmptyType = "application/vnd.oci.empty.v1+json";

    /// <summary>What the config of such a manifest is: there is nothing to configure.</summary>
    public static ReadOnlyMemory<byte> EmptyConfig { get; } = "{}"u8.ToArray();

    /// <summary>Whether such a referrer may hold a bundle. Lists that clients keep name the type of the config instead, and some name none.</summary>
    public static bool MayBeBundle(ContentDescriptor referrer) =>
        referrer.ArtifactType is null or "" or EmptyType || IsBundle(referrer.ArtifactType);

    /// <summary>Bundles of whichever version: that one is not understood is worth saying.</summary>
    private static bool IsBundle(string? type) => type is not null && type.StartsWith("application/vnd.dev.sigstore.bundle", StringComparison.Ordinal);

    /// <returns>Where the bundle is. Null without a problem: this is about something else.</returns>
    public static (ContentDescriptor? Bundle, bool Broken) Read(ReadOnlyMemory<byte> manifest)
    {
        if (StrictJson.Object(manifest) is not { } root) return (null, true);
        var layers = root.Items("layers");
        if (!IsBundle(root.Text("artifactType")) && !layers.Any(l => IsBundle(l.Text("mediaType")))) return (null, false);
        return layers is [var layer] && layer.Text("mediaType") is { } type && layer.Text("digest") is { } digest
            && layer.Member("size") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var size)
            ? (new ContentDescriptor(type, digest, size), false) : (null, true);
    }

    /// <param name="subject">The image's manifest.</param>
    public static byte[] Manifest(ReadOnlySpan<byte> bundle, ContentDescriptor subject)
    {
        using var buffer = new MemoryStream();
        using (var json = TagLayout.Begin(buffer))
        {
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", TagLayout.ManifestType);
            json.WriteString("artifactType", SigstoreBundle.MediaType);
            json.WriteStartObject("config");
            TagLayout.Descriptor(json, new ContentDescriptor(EmptyType, TagLayout.DigestOf(EmptyConfig.Span), EmptyConfig.Length));
            json.WriteEndObject();
            json.WriteStartArray("layers");
            json.WriteStartObject();
            TagLayout.Descriptor(json, new ContentDescriptor(SigstoreBundle.MediaType, TagLayout.DigestOf(bundle), bundle.Length));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("subject");
            TagLayout.Descriptor(json, subject);
            json.WriteEndObject();
            json.WriteStartObject("annotations");
            json.WriteString("dev.sigstore.bundle.content", "dsse-envelope");
            json.WriteString("dev.sigstore.bundle.predicateType", InTotoStatement.CosignSign);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
