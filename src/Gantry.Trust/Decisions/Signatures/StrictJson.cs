using System.Text.Json;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>JSON of strangers: bounded in depth, and no name twice, since two readers could then understand two things.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <returns>Null for what is no JSON object of that kind.</returns>
    public static JsonElement? Object(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement Member(this JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) ? value : default;

    public static string? Text(this JsonElement holder, string name)
    {
        try
        {
            return holder.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
            return null;
        }
    }

    public static IReadOnlyList<JsonElement> Items(this JsonElement holder, string name) =>
        holder.Member(name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : [];

    public static bool IsPresent(this JsonElement holder, string name) =>
        holder.Member(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public static byte[]? Bytes(this JsonElement holder, string name) => Base64(holder.Text(name));

    public static byte[]? Base64(string? text)
    {
        if (text is not { Length: > 0 }) return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : null;
    }
}
