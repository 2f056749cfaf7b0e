using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gantry.Simulation.Store;

/// <summary>A record as a version wrote it that did not know of what is null or off in it.</summary>
internal static class OldJson
{
    public static byte[] Of(byte[] json)
    {
        var root = JsonNode.Parse(json)!;
        Strip(root);
        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) Strip(item);
        }
        if (node is not JsonObject one) return;
        foreach (var (name, value) in one.ToList())
        {
            if (value is null || value.GetValueKind() == JsonValueKind.False) one.Remove(name);
            else Strip(value);
        }
    }
}
