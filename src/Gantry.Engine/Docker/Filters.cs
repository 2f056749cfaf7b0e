using System.Text.Json;
using Gantry.Engine.Docker.Wire;

namespace Gantry.Engine.Docker;

/// <summary>The engine's way to write a filter into a query.</summary>
internal static class Filters
{
    public static string Encode(string name, params string[] values) => Encode(new Dictionary<string, string[]> { [name] = values });

    public static string Encode(Dictionary<string, string[]> filters) =>
        Uri.EscapeDataString(JsonSerializer.Serialize(filters, DockerJson.Default.DictionaryStringStringArray));
}
