using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>A statement about things that are named by digest (in-toto Statement v1, and v0.1 of older attestations).</summary>
/// <param name="Subjects">Name, which may be empty, and digest of each.</param>
/// <param name="Predicate">JSON.</param>
public sealed record InTotoStatement(IReadOnlyList<(string Name, string Digest)> Subjects, string PredicateType, string Predicate)
{
    public const string PayloadType = "application/vnd.in-toto+json";

    /// <summary>The statement that says no more than "this is it".</summary>
    public const string CosignSign = "https://sigstore.dev/cosign/sign/v1";
    private const string Type = "https://in-toto.io/Statement/v1", Older = "https://in-toto.io/Statement/v0.1";

    /// <returns>Null for what is no such statement.</returns>
    public static InTotoStatement? Read(ReadOnlyMemory<byte> payload)
    {
        if (StrictJson.Object(payload) is not { } root || root.Text("_type") is not (Type or Older) || root.Text("predicateType") is not { Length: > 0 } predicate) return null;
        var subjects = new List<(string, string)>();
        foreach (var subject in root.Items("subject"))
        {
            var digests = subject.Member("digest");
            if (digests.ValueKind != JsonValueKind.Object) return null;
            foreach (var algorithm in (string[])["sha256", "sha512"])
            {
                if (digests.Text(algorithm) is { } hex) subjects.Add((subject.Text("name") ?? "", $"{algorithm}:{hex}"));
            }
        }

        return subjects.Count == 0 ? null : new InTotoStatement(subjects, predicate, root.IsPresent("predicate") ? root.Member("predicate").GetRawText() : "{}");
    }

    /// <summary>That this is the image. The name beside the digest is more than cosign writes: with it the signature is of no use for the same image elsewhere.</summary>
    public static byte[] ThatThisIs(string repository, string digest)
    {
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("_type", Type);
            json.WriteStartArray("subject");
            json.WriteStartObject();
            json.WriteString("name", repository);
            json.WriteStartObject("digest");
            json.WriteString(digest[..colon], digest[(colon + 1)..]);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("predicateType", CosignSign);
            json.WriteStartObject("predicate");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
