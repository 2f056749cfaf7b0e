using System.Text.Json;

namespace Gantry.Registry.Remote;

/// <summary>What a registry says was wrong (distribution-spec, "Error Codes").</summary>
internal static class RegistryErrors
{
    private const int Most = 300;

    /// <returns>Empty where it says nothing that can be read.</returns>
    public static string Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array) return "";
            var said = errors.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).Select(e => $"{Text(e, "code")} {Text(e, "message")}".Trim());
            var text = new string([.. string.Join("; ", said).Where(c => !char.IsControl(c))]);
            return text.Length > Most ? text[..Most] + "…" : text;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static string Text(JsonElement error, string name) => error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
