using System.Text.Json;
using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>JSON of others, in which nothing need be as it should.</summary>
internal static class JsonText
{
    /// <exception cref="InvalidDataException">It is none, or deeper than anything that a tool writes.</exception>
    public static JsonDocument Parse(byte[] content, int depth = 128)
    {
        try
        {
            var text = content.AsMemory(content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = depth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"is not JSON that can be read (line {broken.LineNumber + 1})");
        }
    }

    public static JsonDocument Parse(TreeFile file) => Parse(file.Bytes());

    public static string? Text(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    public static bool Is(JsonElement holder, string name) => holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static IEnumerable<JsonProperty> Properties(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];

    public static IEnumerable<JsonElement> Items(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
