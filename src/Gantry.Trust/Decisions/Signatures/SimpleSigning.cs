using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>What a signature of the older layout is over.</summary>
/// <param name="Repository">The name that was signed: <c>127.0.0.1:5055/team/app</c>; empty where there is none.</param>
public sealed record SimpleSigning(string Repository, string Digest)
{
    private const string Kind = "cosign container image signature";

    /// <returns>Null for what is no such payload.</returns>
    public static SimpleSigning? Read(ReadOnlyMemory<byte> payload)
    {
        if (StrictJson.Object(payload) is not { } root) return null;
        var critical = root.Member("critical");
        if (critical.Text("type") != Kind || critical.Member("image").Text("docker-manifest-digest") is not { } digest) return null;
        return new SimpleSigning(critical.Member("identity").Text("docker-reference") ?? "", digest);
    }

    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        // As cosign writes it, so that what both sign is alike.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("critical");
            json.WriteStartObject("identity");
            json.WriteString("docker-reference", Repository);
            json.WriteEndObject();
            json.WriteStartObject("image");
            json.WriteString("docker-manifest-digest", Digest);
            json.WriteEndObject();
            json.WriteString("type", Kind);
            json.WriteEndObject();
            json.WriteNull("optional");
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public override string ToString() => Encoding.UTF8.GetString(Write());
}
