using System.Text.Json;

namespace Gantry.Registry.Decisions;

/// <summary>In which way a manifest refers to something.</summary>
public enum ReferenceKind { Config = 1, Layer = 2, Child = 3, Subject = 4 }

/// <param name="Foreign">It need not be here.</param>
public sealed record Reference(ReferenceKind Kind, Digest Digest, long Size, bool Foreign);

/// <summary>What the registry understands of a manifest or an index (image-spec 1.1, and schema 2 of Docker).</summary>
public sealed record ManifestDocument
{
    /// <summary>What is less than a tenth of that is in use anywhere.</summary>
    public const int MostReferences = 4096;
    private const int Depth = 32;

    public required string MediaType { get; init; }

    /// <summary>Its own, or else the config's media type; null of an index without one.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>As they stand, a JSON object; null without any.</summary>
    public string? Annotations { get; init; }
    public required IReadOnlyList<Reference> References { get; init; }

    public Digest? Subject => References.Where(r => r.Kind == ReferenceKind.Subject).Select(r => (Digest?)r.Digest).FirstOrDefault();

    /// <param name="declared">The request's media type; null when it names none.</param>
    public static (ManifestDocument? Document, Refusal? Refusal) Read(ReadOnlyMemory<byte> content, string? declared)
    {
        try
        {
            // One name twice means one thing here and another to somebody else.
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false });
            return new ManifestReading(json.RootElement, declared).Read();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return (null, Refusal.ManifestInvalid($"The manifest cannot be read as JSON: {unreadable.Message}"));
        }
    }
}
